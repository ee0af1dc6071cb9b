import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the search language needs to find a few among a million: an index for each field that can be selective, and
 * statistics, without which the planner walks the whole fleet in the order of the list to find what is not there.
 * (It does not learn from a partial index, hence statistics of the same expressions beside those.)
 */
export class Search1764000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The values within JSON that many servers share, each behind the name of its field, so that one index serves them all.
      CREATE FUNCTION fleet_facts(provider jsonb, os jsonb, hardware jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_remove(ARRAY[
          'provider=' || lower(provider ->> 'name'), 'instanceType=' || lower(provider ->> 'type'),
          'os=' || lower(os ->> 'family'), 'os=' || lower(os ->> 'name'), 'os=' || lower(os ->> 'version'),
          'kernel=' || lower(os ->> 'kernel'), 'arch=' || lower(os ->> 'arch'),
          'vendor=' || lower(hardware ->> 'vendor'), 'model=' || lower(hardware ->> 'model')], NULL)
      $$;

      -- The networks around each address, of the lengths that a search may narrow down to.
      CREATE FUNCTION fleet_networks(addresses inet[]) RETURNS inet[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT network(set_masklen(address, bits))::inet)
        FROM unnest(addresses) address,
          unnest(CASE family(address) WHEN 4 THEN '{8,16,24,32}'::integer[] ELSE '{16,32,48,64,128}'::integer[] END) bits
      $$;

      -- The value as it is written stands in the index too, so that counting values needs the index alone.
      CREATE INDEX servers_by_environment ON servers (lower(environment) text_pattern_ops, environment) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_region ON servers (lower(region) text_pattern_ops, region) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_site ON servers (lower(site) text_pattern_ops, site) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_role ON servers (lower(role) text_pattern_ops, role) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_owner ON servers (lower(owner) text_pattern_ops, owner) WHERE deleted_at IS NULL;
      CREATE STATISTICS servers_environment_folded ON (lower(environment)) FROM servers;
      CREATE STATISTICS servers_region_folded ON (lower(region)) FROM servers;
      CREATE STATISTICS servers_site_folded ON (lower(site)) FROM servers;
      CREATE STATISTICS servers_role_folded ON (lower(role)) FROM servers;
      CREATE STATISTICS servers_owner_folded ON (lower(owner)) FROM servers;

      CREATE INDEX servers_by_instance ON servers (lower(provider ->> 'instanceId'));
      CREATE INDEX servers_by_serial ON servers (lower(hardware ->> 'serial'));
      CREATE INDEX servers_by_cpu ON servers
        ((CASE WHEN jsonb_typeof(hardware -> 'cpuCores') = 'number' THEN (hardware -> 'cpuCores')::numeric END));
      CREATE INDEX servers_by_memory ON servers
        ((CASE WHEN jsonb_typeof(hardware -> 'memoryMb') = 'number' THEN (hardware -> 'memoryMb')::numeric END));
      CREATE INDEX servers_by_disk ON servers
        ((CASE WHEN jsonb_typeof(hardware -> 'diskGb') = 'number' THEN (hardware -> 'diskGb')::numeric END));
      CREATE INDEX servers_by_lifecycle_since ON servers (lifecycle_since);
      CREATE INDEX servers_by_ip ON servers USING gist (ip_address inet_ops);
      CREATE INDEX servers_networks ON servers USING gin (fleet_networks(addresses)) WITH (fastupdate = off) WHERE addresses <> '{}';
      CREATE INDEX servers_facts ON servers USING gin (fleet_facts(provider, os, hardware)) WITH (fastupdate = off);
      CREATE INDEX servers_attributes ON servers USING gin (attributes jsonb_path_ops) WITH (fastupdate = off);
      CREATE INDEX server_health_by_since ON server_health (since);

      -- An even sample of the fleet is a range of phases.
      CREATE INDEX servers_by_phase ON servers (fleet_phase(id));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX servers_by_environment, servers_by_region, servers_by_site, servers_by_role, servers_by_owner, servers_by_instance,
        servers_by_serial, servers_by_cpu, servers_by_memory, servers_by_disk, servers_by_lifecycle_since, servers_by_ip,
        servers_networks, servers_facts, servers_attributes, server_health_by_since, servers_by_phase;
      DROP STATISTICS servers_environment_folded, servers_region_folded, servers_site_folded, servers_role_folded, servers_owner_folded;
      DROP FUNCTION fleet_facts, fleet_networks;
    `);
  }
}
