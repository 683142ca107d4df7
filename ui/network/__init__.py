"""The local network in the window: the service of an office or a laptop, and the way to one."""
