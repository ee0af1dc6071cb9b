/**
 * Servers that may trust the authority `a`, whatever is on record but a refusal, and have not proven that they trust another one of
 * its line: who would be left without one if it ended. The alias of the server is `s`.
 */
export const unprovenServers = `authority_trust t JOIN servers s ON s.id = t.server_id AND s.deleted_at IS NULL
  WHERE t.authority_id = a.id AND t.state IN ('deploying', 'deployed', 'proven') AND NOT EXISTS (
    SELECT 1 FROM authority_trust n JOIN authorities b ON b.id = n.authority_id
    WHERE n.server_id = t.server_id AND n.state = 'proven' AND b.line_id = a.line_id AND b.id <> a.id AND b.state <> 'retired')`;
