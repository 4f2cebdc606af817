// Zones: lines and fills by status, so that an agreement in force is never mistaken for a proposal, even without colour.

import { FONT } from "./base.mjs";

export const ZONE_INK = { light: "#0b55b5", dark: "#8fbcff" };

// layer.looks: status -> {fill, width, dash, past} (web/map/zones.py); a feature has `status` and `label`
export function zoneLayers(layer, look, theme) {
  const source = layer.id;
  const ink = (past) => (past ? look.edge : ZONE_INK[theme]);
  const lines = Object.entries(layer.looks).map(([status, { width, dash, past }]) => ({
    id: `${source}-${status}`, rank: 51.5, type: "line", source, filter: ["==", ["get", "status"], status], layout: { "line-join": "round" },
    paint: { "line-color": ink(past), "line-width": width, ...(dash.length ? { "line-dasharray": dash } : {}) },
  }));
  const fills = Object.entries(layer.looks).flatMap(([status, { fill }]) => [status, fill]);
  return [
    { id: `${source}-fill`, rank: 48, type: "fill", source, paint: { "fill-color": ZONE_INK[theme], "fill-opacity": ["match", ["get", "status"], ...fills, 0] } },
    { id: `${source}-halo`, rank: 51.4, type: "line", source, layout: { "line-join": "round" }, paint: { "line-color": look.halo, "line-width": 5, "line-opacity": 0.8 } },
    ...lines,
  ];
}

// Each name once, however many tiles its zone reaches over: its source holds a point for each zone (namePoints)
export function zoneNameLayer({ id }, look, theme) {
  return {
    id: `${id}-name`, rank: 74, type: "symbol", source: `${id}-names`, minzoom: 11,
    layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 12, "text-max-width": 12 },
    paint: { "text-color": ZONE_INK[theme], "text-halo-color": look.halo, "text-halo-width": 2 },
  };
}
