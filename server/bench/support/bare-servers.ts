/** What one would write by hand: the statements behind each reading of the inventory, sent at the same time. */
export interface Statement {
  text: string;
  values: unknown[];
}

const joined = 'servers s JOIN server_health h ON h.server_id = s.id';
const fromFor = (condition: string) => (condition.includes('h.') ? joined : 'servers s');
const states = `LEFT JOIN LATERAL (SELECT json_agg(c ORDER BY c.ordinal) AS states FROM checks c WHERE c.server_id = s.id) c ON TRUE`;
const groups = (
  valid: string,
) => `LEFT JOIN LATERAL (SELECT array_agg(g.name ORDER BY g.name) AS groups FROM group_members m JOIN groups g ON g.id = m.group_id
  WHERE m.server_id = s.id AND ${valid}) g ON TRUE`;

function pageOf(condition: string): string {
  return `SELECT s.*, c.states, g.groups FROM (
      SELECT s.*, h.status, h.since, h.reason, h.flapping, h.suppressed_by, h.maintenance IS NOT NULL AS in_maintenance FROM ${joined}
      WHERE s.deleted_at IS NULL AND ${condition} ORDER BY s.hostname, s.id LIMIT 51) s
    ${states} ${groups('m.valid_to IS NULL')} ORDER BY s.hostname, s.id`;
}

function countOf(condition: string): string {
  return `SELECT count(*) FROM (SELECT FROM ${fromFor(condition)} WHERE s.deleted_at IS NULL AND ${condition} LIMIT 10001) c`;
}

/** A page, and how many there are, counted to 10,000. */
export function list(condition: string, values: unknown[] = []): Statement[] {
  return [
    { text: pageOf(condition), values },
    { text: countOf(condition), values },
  ];
}

export function pageAfter(hostname: string, id: string): Statement[] {
  return [
    { text: pageOf('(s.hostname, s.id) > ($1, $2)'), values: [hostname, id] },
    { text: countOf('TRUE'), values: [] },
  ];
}

const declared = `id, hostname, external_id, ip_address, addresses, lifecycle, lifecycle_since, environment, region, site, role, owner, provider, os, hardware,
  ssh_port, ssh_user, ssh_credential_id, tags, template_id, checks, attributes, notes, created_at, updated_at, deleted_at, version`;

/** The same of a moment of the past: versions that were valid then, and what health had moved to last. */
export function listAsOf(at: Date): Statement[] {
  const versions = `(SELECT ${declared}, valid_from, 'infinity'::timestamptz AS valid_to FROM servers
    UNION ALL SELECT ${declared}, valid_from, valid_to FROM server_history) s WHERE s.valid_from <= $1 AND s.valid_to > $1 AND s.deleted_at IS NULL`;
  return [
    {
      text: `SELECT s.*, t.*, g.groups FROM (SELECT s.* FROM ${versions} ORDER BY s.hostname, s.id LIMIT 51) s
        LEFT JOIN LATERAL (SELECT to_status, at, reason FROM health_transitions t
          WHERE t.server_id = s.id AND t.at <= $1 ORDER BY t.at DESC, t.id DESC LIMIT 1) t ON TRUE
        ${groups('m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to > $1)')} ORDER BY s.hostname, s.id`,
      values: [at],
    },
    {
      text: `SELECT count(*) FROM (SELECT FROM ${versions} LIMIT 10001) c`,
      values: [at],
    },
  ];
}

const words = ['environment', 'region', 'site', 'role', 'owner'];

/** Each field of what matches, counted one by one in one statement. */
export function facets(condition: string, values: unknown[]): Statement[] {
  const counts = ['status', 'lifecycle', ...words].map(
    (field) => `SELECT '${field}' AS field, ${field} AS value, count(*) FROM matching GROUP BY 2`,
  );
  const tags = `SELECT 'tag', tag, count(*) FROM matching, unnest(tags) tag GROUP BY 2`;
  return [
    {
      text: `WITH matching AS MATERIALIZED (SELECT h.status, s.lifecycle, ${words.map((word) => `s.${word}`).join(', ')}, s.tags
          FROM ${joined} WHERE s.deleted_at IS NULL AND ${condition})
        SELECT * FROM (${[...counts, tags].join(' UNION ALL ')}) counted ORDER BY field, count DESC`,
      values,
    },
  ];
}

/** Of the whole fleet each field has an index that knows it; tags have none that counts. */
export function facetsOfAll(): Statement[] {
  const of = (field: string, table = 'servers', where = 'WHERE deleted_at IS NULL') =>
    `SELECT ${field} AS value, count(*) FROM ${table} ${where} GROUP BY 1 ORDER BY 2 DESC LIMIT 13`;
  return [
    of('tag', 'servers, unnest(tags) tag'),
    of('status', 'server_health', ''),
    ...['lifecycle', ...words].map((field) => of(field)),
  ].map((text) => ({ text, values: [] }));
}
