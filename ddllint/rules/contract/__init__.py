"""Rules on the contract and the schema together: do they say the same?"""
