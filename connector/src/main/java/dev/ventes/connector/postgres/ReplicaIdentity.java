package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an UPDATE or DELETE says of the row as it was, of the table or of each of its partitions: they do not inherit it.
 *
 * @param name as SQL writes it
 * @param kind PostgreSQL's letter: f for the whole row, d for the key, i for an index, n for nothing
 * @param key whether the index is that of the id alone
 */
record ReplicaIdentity(String name, String kind, boolean key) {
    static List<ReplicaIdentity> of(Connection session, String table) throws SQLException {
        try (var query = session.prepareStatement(Partitions.TREE + """
                select c.oid::regclass::text, c.relreplident,
                       exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'
                                where i.indrelid = c.oid and i.indisreplident and i.indkey::text = a.attnum::text)
                  from tree join pg_class c using (oid) where c.relkind = 'r' order by c.oid
                """)) {
            query.setString(1, table);
            try (var rows = query.executeQuery()) {
                var identities = new ArrayList<ReplicaIdentity>();
                while (rows.next()) {
                    identities.add(new ReplicaIdentity(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
                return identities;
            }
        }
    }

    /** Whether a DELETE names the id. */
    private boolean suffices() {
        return kind.equals("f") || kind.equals("d") || key;
    }

    static void faults(List<ReplicaIdentity> identities, List<String> faults) {
        var insufficient =
                identities.stream().filter(identity -> !identity.suffices()).toList();
        if (!insufficient.isEmpty()) {
            faults.add("an UPDATE or DELETE does not say which row it was of; " + mend(insufficient));
        }
    }

    /** What is less exact than it could be. */
    static void warnings(List<ReplicaIdentity> identities, List<String> warnings) {
        var lesser = identities.stream()
                .filter(ReplicaIdentity::suffices)
                .filter(identity -> !identity.kind().equals("f"))
                .toList();
        if (!lesser.isEmpty()) {
            warnings.add(
                    "an UPDATE does not say what the row was, so that a large value that it does not touch is taken"
                            + " from the view, and is null where the view has no such row (its last change was rejected); "
                            + mend(lesser));
        }
    }

    private static String mend(List<ReplicaIdentity> identities) {
        return identities.stream()
                .map(identity -> "ALTER TABLE " + identity.name() + " REPLICA IDENTITY FULL")
                .collect(Collectors.joining("; "));
    }
}
