"""How sure a number is: chance in means, and whether a constraint may be called."""
