"""Files of other people, whatever made them: what each is by its bytes, and its sheets as they are shown.

Who reads a returned file and who imports a list read through here, so that a percentage, a date or an
encoding is understood in one place.
"""
