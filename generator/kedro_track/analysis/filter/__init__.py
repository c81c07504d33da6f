"""The filter language: `metrics.r2_score > 0.9 and branch = main and not failed`.

The same in the browser (`static/js/filter-*.js` of the default theme), held together by
`tests/vectors/filter.json`. Readers find it explained on the site's help page.
"""

from kedro_track.analysis.filter.evaluate import Filter, compile_filter, select
from kedro_track.analysis.filter.parser import parse

__all__ = ["Filter", "compile_filter", "parse", "select"]
