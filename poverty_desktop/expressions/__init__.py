"""The one expression language: the XPath dialect of ODK XForms, parsed once, used four ways."""
