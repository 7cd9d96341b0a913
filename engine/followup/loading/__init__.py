"""Floor 2, from text to model: read, schema, check, compile.

May import the model below it, and nothing of the floors above. Only this floor imports yaml and jsonschema.
"""
