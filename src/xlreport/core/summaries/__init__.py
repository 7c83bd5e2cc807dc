"""The figures behind the summary tabs: one module per tab, all drawn from one :class:`Survey`.

pandas does the grouping inside these modules; what they take and return are plain dataclasses.
"""
