import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What servers said of themselves. Whether that differs from what is declared is worked out by the database whenever one of the two
 * changes, since both change in many ways; what counts as different stands here and nowhere else.
 */
export class Facts1764000000024 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE observed_facts (
        server_id uuid CONSTRAINT observed_facts_of_server PRIMARY KEY
          CONSTRAINT observed_facts_server REFERENCES servers ON DELETE CASCADE,
        -- {os{…}, hardware{…}, families[]}
        facts jsonb NOT NULL,
        observed_at timestamptz NOT NULL,
        -- By field what observations wrote into the inventory, while it stands there as they wrote it.
        filled jsonb NOT NULL DEFAULT '{}',
        -- When they did so last, some times.
        fillings timestamptz[] NOT NULL DEFAULT '{}',
        -- The fields that are declared otherwise.
        drift text[] NOT NULL DEFAULT '{}'
      );
      CREATE INDEX observed_facts_drifting ON observed_facts (server_id) WHERE drift <> '{}';

      -- As people mean it: without regard to case and blanks.
      CREATE FUNCTION facts_word(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT lower(btrim(regexp_replace(value #>> '{}', '\\s+', ' ', 'g')))
      $$;

      CREATE FUNCTION facts_distribution(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE short
          WHEN 'rhel' THEN 'red hat enterprise' WHEN 'mac os x' THEN 'macos' WHEN 'os x' THEN 'macos'
          WHEN 'sles' THEN 'suse linux enterprise' WHEN 'almalinux' THEN 'alma' WHEN 'centos stream' THEN 'centos' ELSE short END
        FROM (SELECT regexp_replace(word, '( gnu/linux| linux| server)+$', '') AS short) shortened
      $$;

      CREATE FUNCTION facts_arch(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN word IN ('x86_64', 'x86-64', 'x64') THEN 'amd64' WHEN word IN ('aarch64', 'armv8') THEN 'arm64'
          WHEN word IN ('i386', 'i486', 'i586', 'i686') THEN 'x86' WHEN word IN ('armv7l', 'armv7') THEN 'armhf' ELSE word END
      $$;

      CREATE FUNCTION facts_maker(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT regexp_replace(word, '([ ,]+(inc|corp|corporation|ltd|llc|co|gmbh|ag)\\.?)+$', '')
      $$;

      -- Whether two values of a field mean the same. The kernel keeps some memory for itself, and disks are counted in two ways.
      CREATE FUNCTION facts_agree(field text, declared jsonb, observed jsonb, families jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE
          WHEN jsonb_typeof(declared) = 'number' AND jsonb_typeof(observed) = 'number' THEN
            abs(declared::numeric - observed::numeric) <= CASE field
              WHEN 'hardware.memoryMb' THEN greatest(1024, 0.05 * greatest(declared::numeric, observed::numeric))
              WHEN 'hardware.diskGb' THEN 0.1 * greatest(declared::numeric, observed::numeric)
              ELSE 0 END
          WHEN field = 'os.family' THEN d = o OR families ? d
          WHEN field = 'os.name' THEN facts_distribution(d) = facts_distribution(o) OR d = families ->> 0
          WHEN field = 'os.version' THEN
            starts_with(split_part(d, ' ', 1) || '.', split_part(o, ' ', 1) || '.') OR starts_with(split_part(o, ' ', 1) || '.', split_part(d, ' ', 1) || '.')
          WHEN field = 'os.arch' THEN facts_arch(d) = facts_arch(o)
          WHEN field = 'hardware.vendor' THEN facts_maker(d) = facts_maker(o)
          ELSE d = o
        END FROM (SELECT facts_word(declared) AS d, facts_word(observed) AS o) words
      $$;

      -- The fields that are both declared and observed, and differently.
      CREATE FUNCTION facts_drift(os jsonb, hardware jsonb, facts jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(array_agg(field ORDER BY place), '{}') FROM (
          SELECT place, field, facts #> path AS observed, (CASE path[1] WHEN 'os' THEN os ELSE hardware END) -> path[2] AS declared
          FROM unnest(ARRAY['os.family', 'os.name', 'os.version', 'os.kernel', 'os.arch', 'hardware.cpuCores', 'hardware.memoryMb',
            'hardware.diskGb', 'hardware.vendor', 'hardware.model', 'hardware.serial']) WITH ORDINALITY AS fields (field, place),
            string_to_array(field, '.') AS path
        ) pairs
        WHERE jsonb_typeof(declared) IN ('string', 'number') AND jsonb_typeof(observed) IN ('string', 'number')
          AND NOT facts_agree(field, declared, observed, facts -> 'families')
      $$;

      CREATE FUNCTION observed_facts_compared() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        SELECT facts_drift(os, hardware, NEW.facts) INTO NEW.drift FROM servers WHERE id = NEW.server_id;
        RETURN NEW;
      END $$;
      CREATE TRIGGER observed_facts_compared BEFORE INSERT OR UPDATE OF facts ON observed_facts
        FOR EACH ROW EXECUTE FUNCTION observed_facts_compared();

      -- Somebody declared otherwise than was filled: it is theirs from now on.
      CREATE FUNCTION servers_changed_facts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE observed_facts f SET drift = facts_drift(n.os, n.hardware, f.facts), filled = (
            SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(f.filled)
            WHERE jsonb_build_object('os', n.os, 'hardware', n.hardware) #> string_to_array(key, '.') = value)
          FROM changed_to n JOIN changed_from o USING (id)
          WHERE f.server_id = n.id AND (n.os, n.hardware) IS DISTINCT FROM (o.os, o.hardware);
        RETURN NULL;
      END $$;
      CREATE TRIGGER servers_changed_facts AFTER UPDATE ON servers
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION servers_changed_facts();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER servers_changed_facts ON servers;
      DROP TABLE observed_facts;
      DROP FUNCTION servers_changed_facts, observed_facts_compared, facts_drift, facts_agree, facts_maker, facts_arch, facts_distribution, facts_word;
    `);
  }
}
