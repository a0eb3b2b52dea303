/** SQL for a relation of all windows with their true figures. Reads the window's row and its slices at one moment. */
export const periodFiguresSql = `(
  SELECT row.budget_id, row.window_start, row.spent_usd + slices.spent_usd AS spent_usd,
    row.reserved_usd - slices.granted_usd + slices.reserved_usd AS reserved_usd, row.alerted_at
  FROM budget_period AS row CROSS JOIN LATERAL (
    SELECT coalesce(sum(granted_usd), 0) AS granted_usd, coalesce(sum(spent_usd), 0) AS spent_usd,
      coalesce(sum(slice.reserved_usd), 0) AS reserved_usd
    FROM budget_slice AS slice
    WHERE row.sliced_usd > 0 AND slice.budget_id = row.budget_id AND slice.window_start = row.window_start
  ) AS slices
)`;
