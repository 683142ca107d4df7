"""The first pages: practise, open a workspace, set one up, unlock it, get it back."""
