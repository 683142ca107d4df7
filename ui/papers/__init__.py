"""The paper room: household files and cards as PDF."""
