/** One thing that an item's mending takes: a call of the API, and where in the console it is done. */
export interface Remedy {
  call: string;
  link: string;
}

/** Something that the inventory and the network do not agree about. */
export interface Finding {
  kind: string;
  title: string;
  /** What mends it, in a sentence. */
  remedy: string;
  /** A statement that yields `key`, by which items are in order and each is there once, and `item`, as JSON. */
  text: string;
  keyType: 'text COLLATE "C"' | 'inet';
  mend(item: Record<string, unknown>): Remedy;
}

/** Who answered in the newest scans, each address as it was seen last. What is older than a month says nothing of today. */
export const seen = `
  newest AS (
    SELECT DISTINCT ON (definition) id, finished_at FROM scans WHERE finished_at > now() - interval '30 days'
    ORDER BY definition, finished_at DESC),
  seen AS (
    SELECT DISTINCT ON (h.address) h.*, owner.id AS owner_id, owner.hostname
    FROM newest n JOIN scan_hosts h ON h.scan_id = n.id
      LEFT JOIN LATERAL (
        SELECT id, hostname FROM servers
        WHERE deleted_at IS NULL AND (ip_address = h.address OR (addresses <> '{}' AND h.address = ANY (addresses)
          AND fleet_networks(addresses) @> ARRAY[network(h.address)::inet]))
        ORDER BY hostname LIMIT 1) owner ON true
    WHERE h.match <> 'missing' ORDER BY h.address, n.finished_at DESC)`;
