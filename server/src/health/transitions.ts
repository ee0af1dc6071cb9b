/** Moves along both axes, newest first. */
const healthMoves = `SELECT t.at, 'health' AS axis, t.from_status AS "from", t.to_status AS "to", t.reason, t.server_id AS "serverId" FROM health_transitions t`;
const lifecycleMoves = `SELECT c.at, 'lifecycle' AS axis, c.data ->> 'from' AS "from", c.data ->> 'to' AS "to", c.data ->> 'reason' AS reason, c.server_id AS "serverId"
  FROM changes c WHERE c.type = 'server.moved'`;

/** $1: how many, $2: until when; null: now. */
export const transitionsOfFleet = `
  SELECT moves.*, s.hostname FROM (
    (${healthMoves} WHERE $2::timestamptz IS NULL OR t.at <= $2 ORDER BY t.at DESC LIMIT $1)
    UNION ALL (${lifecycleMoves} AND ($2::timestamptz IS NULL OR c.at <= $2) ORDER BY c.id DESC LIMIT $1)
    ORDER BY at DESC LIMIT $1) moves
  JOIN servers s ON s.id = moves."serverId" ORDER BY moves.at DESC`;

/** What the audit keeps of them, which is for ever; the feed is not. */
const lifecycleMovesOfServer = `SELECT a.at, 'lifecycle' AS axis, a.before ->> 'lifecycle' AS "from", a.after ->> 'lifecycle' AS "to", a.reason, a.subject_id AS "serverId"
  FROM audit a WHERE a.subject_id = $1 AND a.before ? 'lifecycle' AND a.after ? 'lifecycle'`;

/** $1: the server's id, $2: how many. */
export const transitionsOfServer = `
  (${healthMoves} WHERE t.server_id = $1 ORDER BY t.at DESC LIMIT $2) UNION ALL (${lifecycleMovesOfServer} ORDER BY a.at DESC, a.id DESC LIMIT $2)
  ORDER BY at DESC LIMIT $2`;
