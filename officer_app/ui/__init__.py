"""The window. How to add a page:

1. Write `ui/<page>.py` with a class `XyzPage(PageView)` (ui/page.py). In `__init__(self, desk)`: call `put_heading`
   with a `PageHeading`, add a `FilterBar`, a `Rule` and a `Table` to `self.main`, and `put_side` a `SidePanel` last.
   Class attributes: `reload_on` (entities whose change reloads the page), `has_primary` (the page has a filled button),
   `hides_visit_button`.
2. Override `reload()` (read everything shown), `opened(target)` (what `desk.go("xyz", target)` passes) and, where they
   change with the state, `keys()`; emit `count_changed` for the number in the navigation.
3. Add one entry to `PAGES` in `ui/pages/`: key, title (msgid), icon (a file of resources/icons), permission, keys,
   and a `build` function of `ui/builders.py` that imports the page inside, so that starting does not pay for it.
4. Add a scene to a `tests/gallery_*.py` for each state worth looking at, and look at the pictures.

Rules. Never wait: `desk.jobs.read(query, args…, then=self._show, latest="list")` and
`desk.jobs.perform(use_case, args…, then=…)`; give bound methods of the page, or `owner=self` with a lambda, so that
results for a page that is gone are dropped. Errors without `failed=` show themselves: beside the field of a `Form`
where `owner=` is that form, in the page's bar, else in a dialog. Work over two seconds goes through `jobs.long`.
Sizes only through `dp(…)` and theme.metrics, colours only by token name. User text only in `Text`/`ElidedText`/cells,
which show it literally. Single-letter keys: `table.on_key("V", …)`; keys with Ctrl: `self.on_key("Ctrl+E", …)`.
Text inputs: `Entry` (its `submitted` is safe for input methods), `Prose`, `Choice`, `Check`, `DateEdit`, `TimeEdit`,
`TokenField`, `Picker`; never QLineEdit.returnPressed. Tables: `Column`s with a `cell` function returning str or `Cell`
(ui/cells.py); `table.show_rows(rows)` for whole lists (may contain `Group` heads), `table.show_query(count, fetch)`
for long ones. Something that can be taken back: `desk.undo.offer(words, act)`.
A form in which people type keeps it: `FormKeeping.of(desk, self, "kind", self.form.fields())`, then `about(key)` when
it is filled and `sent()` when it is stored (ui/kept_form.py); a way out for tests/ui/test_exit_matrix.py goes with it.
"""
