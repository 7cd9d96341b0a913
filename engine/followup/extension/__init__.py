"""The extension floor: finding plugins and policy packs, loading them, and asking them one at a time.

May import the evaluation, loading and model floors below it. Only this floor imports pluggy, and only when a plugin is
loaded. Whatever a plugin does wrong becomes one `PluginWarning`, never an exception.
"""
