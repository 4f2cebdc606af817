"""The tables of a published version that are not figures on a grid: services, base map, sources, kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from layers.published import rows
from layers.published.file import PublishedFile


class PublishedTables(PublishedFile):
    """What one version lists beside its figures."""

    def services(self) -> tuple[rows.Service, ...]:
        """Return the services that may be shown."""
        kept: tuple[rows.Service, ...] = self._keep(
            ("services",), lambda: tuple(rows.Service(*row) for row in self._rows("services"))
        )
        return kept

    def hotspots(self) -> tuple[rows.Hotspot, ...]:
        """Return the declared hotspots that boards may see."""
        kept: tuple[rows.Hotspot, ...] = self._keep(
            ("hotspots",), lambda: tuple(rows.Hotspot(*row) for row in self._rows("hotspots"))
        )
        return kept

    def sites(self) -> tuple[rows.Site, ...]:
        """Return venues, schools and play areas."""
        kept: tuple[rows.Site, ...] = self._keep(
            ("sites",),
            lambda: tuple(
                rows.Site(*row)
                for row in self._rows("sites" if self._has("sites", "starts_on") else "undated_sites")
            ),
        )
        return kept

    def venues(self) -> Mapping[str, rows.Site]:
        """Return venues and festival sites by the key that a link names them by, ordered by name.

        That is the publisher's id, followed by the position where several share it or there is none.
        """
        kept: Mapping[str, rows.Site] = self._keep(("venues",), self._read_venues)
        return kept

    def _read_venues(self) -> Mapping[str, rows.Site]:
        found = [site for site in self.sites() if site.kind == "venue"]
        uses = Counter(site.id for site in found)
        return {
            site.id
            if site.id and uses[site.id] == 1
            else f"{site.id}@{site.latitude:.5f},{site.longitude:.5f}": site
            for site in found
        }

    def base_kinds(self) -> tuple[str, ...]:
        """Return the kinds of base map feature this place has."""
        kept: tuple[str, ...] = self._keep(
            ("base_kinds",), lambda: tuple(kind for (kind,) in self._rows("base_kinds"))
        )
        return kept

    def base_features(self, kind: str) -> tuple[rows.BaseFeature, ...]:
        """Return the base map features of one kind."""
        return tuple(rows.BaseFeature(*row) for row in self._rows("base_features", kind))

    def sources(self) -> tuple[rows.SourceInfo, ...]:
        """Return what was loaded, refused and how fresh it is, source by source."""
        return tuple(rows.SourceInfo(*row) for row in self._rows("sources"))

    def hours(self, layer_id: str, area_id: str) -> tuple[rows.HourCount, ...]:
        """Return the released weekday-by-hour counts of a layer in a neighbourhood (or the place)."""
        return tuple(rows.HourCount(*row) for row in self._rows("hours", layer_id, area_id))

    def kind_periods(self) -> frozenset[tuple[str, str]]:
        """Return the (layer, period) pairs that have counts by kind."""
        kept: frozenset[tuple[str, str]] = self._keep(
            ("kind_periods",),
            lambda: frozenset(self._rows("kind_periods")) if self._has("kinds") else frozenset(),
        )
        return kept

    def kinds(self, layer_id: str, grid: str, period_id: str, row: int) -> tuple[rows.KindCount, ...]:
        """Return the released counts by kind at the place or a neighbourhood, the largest first."""
        if (layer_id, period_id) not in self.kind_periods():
            return ()
        return tuple(rows.KindCount(*each) for each in self._rows("kinds", layer_id, grid, period_id, row))

    def postcodes(self) -> tuple[rows.Postcode, ...]:
        """Return the place's postcodes in order, none where it loaded no look-up."""
        kept: tuple[rows.Postcode, ...] = self._keep(
            ("postcodes",),
            lambda: (
                tuple(rows.Postcode(*row) for row in self._rows("postcodes"))
                if self._has("postcodes")
                else ()
            ),
        )
        return kept

    def panel(self, layer_id: str) -> tuple[rows.PanelValue, ...]:
        """Return a macro layer's values, by period."""
        return tuple(rows.PanelValue(*row) for row in self._rows("panel", layer_id))
