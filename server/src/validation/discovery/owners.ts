/**
 * The living server of each address of a list ($1), by its place in it. Two index look-ups each: `servers_by_ip`,
 * `servers_networks`.
 */
export const owners = `
  SELECT f.place::integer, s.id, s.hostname FROM unnest($1::inet[]) WITH ORDINALITY f (address, place) CROSS JOIN LATERAL (
    SELECT id, hostname FROM servers
    WHERE deleted_at IS NULL AND (ip_address = f.address OR (addresses <> '{}' AND f.address = ANY (addresses)
      AND fleet_networks(addresses) @> ARRAY[network(f.address)::inet]))
    ORDER BY hostname, id LIMIT 1) s`;

export interface Owner {
  place: number;
  id: string;
  hostname: string;
}
