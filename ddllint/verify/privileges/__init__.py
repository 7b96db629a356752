"""What each role may do, tried by the role itself."""
