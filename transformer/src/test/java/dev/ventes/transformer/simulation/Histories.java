package dev.ventes.transformer.simulation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Makes histories out of seeds. Each has faults of some kinds only, and those often: a fault among many others ends in
 * the same mess as they, and proves nothing by itself.
 */
final class Histories {
    private static final long[] POSTGRES_IDS = {1, 2, 3};
    private static final long[] API_IDS = {Horizon.FIRST_API_ID, Horizon.FIRST_API_ID + 1, Horizon.FIRST_API_ID + 2};

    /** All that there are. */
    static final List<Long> IDS = LongStream.concat(Arrays.stream(POSTGRES_IDS), Arrays.stream(API_IDS))
            .boxed()
            .toList();

    private final Random random;
    private final List<Supplier<List<Step>>> kinds = new ArrayList<>();

    private final boolean tooLarge;

    private Histories(long seed) {
        // Seeds that follow each other give first numbers that resemble each other.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        random.nextInt();
        tooLarge = random.nextInt(3) == 0;
    }

    static List<Step> of(long seed) {
        return new Histories(seed).history();
    }

    private List<Step> history() {
        work();
        faults();
        var length = 20 + random.nextInt(100);
        var steps = new ArrayList<Step>(length);
        while (steps.size() < length) {
            steps.addAll(kinds.get(random.nextInt(kinds.size())).get());
        }
        return steps;
    }

    private void work() {
        often(4, () -> new Step.Insert(transaction(), ids(), row()));
        often(5, () -> new Step.Update(transaction(), postgresId(), assignments()));
        often(3, () -> new Step.Delete(transaction(), postgresId()));
        often(7, () -> new Step.Commit(transaction()));
        often(1, () -> new Step.Rollback(transaction()));
        often(2, () -> new Step.ApiCreate(apiId(), apiRow()));
        often(4, () -> new Step.ApiWrite(anyId(), random.nextInt(4) == 0 ? null : apiRow(), expects()));
        often(2, () -> new Step.ApiPatch(anyId(), patch(), expects()));
        often(9, () -> new Step.Capture(random.nextInt(World.CONNECTORS), 1 + random.nextInt(14)));
        often(2, () -> new Step.Confirm(random.nextInt(World.CONNECTORS)));
        often(9, () -> new Step.Transform(instance(), 1 + random.nextInt(14), 1 + random.nextInt(5)));
        often(3, () -> new Step.Transform(instance(), 30, 5));
    }

    private void faults() {
        sometimes(2, () -> new Step.Truncate(random.nextBoolean() ? List.of() : ids(), row()));
        sometimes(1, () -> new Step.AlterTable(random.nextBoolean() ? "web" : null));
        sometimes(1, () -> new Step.Renumber(transaction(), postgresId(), postgresId()));
        sometimes(1, Step.DropSlot::new);
        if (random.nextInt(3) == 0) {
            often(2, this::resync);
            sometimes(1, Step.Hide::new);
        }
        if (random.nextInt(4) == 0) {
            often(2, Step.BackupPostgres::new);
            often(1, Step.RestorePostgres::new);
        }
        sometimes(2, () -> new Step.CrashConnector(random.nextInt(World.CONNECTORS)));
        sometimes(2, () -> new Step.LoseLock(random.nextInt(World.CONNECTORS)));
        sometimes(2, () -> new Step.CrashTransformer(instance()));
        sometimes(2, () -> new Step.LoseAnswer(instance()));
        sometimes(3, () -> new Step.Rebalance(random.nextInt(1 << Log.PARTITIONS)));
        if (random.nextBoolean()) {
            oftenAll(2, this::insertThatWaits);
        }
        if (random.nextInt(3) == 0) {
            oftenAll(2, this::takeover);
        }
        sometimes(1, () -> new Step.Wait(random.nextBoolean() ? 3_000 : 9_000));
        if (random.nextInt(3) == 0) {
            often(2, Step.Backup::new);
            often(1, Step.Restore::new);
        }
        if (random.nextInt(4) == 0) {
            often(1, Step.RecreateLog::new);
        }
        if (random.nextInt(4) == 0) {
            often(1, () -> new Step.CutLog(random.nextInt(Log.PARTITIONS), 1 + random.nextInt(6)));
            oftenAll(1, this::cutSeenTwice);
        }
    }

    private Step resync() {
        return random.nextInt(3) == 0
                ? new Step.Resync(0, Long.MAX_VALUE - 1)
                : new Step.Resync(1 + random.nextInt(3), 1 + random.nextInt(3));
    }

    /** Where it came first, it has the lower lsn and the later commit. */
    private List<Step> insertThatWaits() {
        var id = postgresId();
        var insert = new Step.Insert(1, List.of(id), row());
        var delete = new Step.Delete(0, id);
        var insertIsFirst = random.nextBoolean();
        return List.of(
                new Step.Commit(0),
                new Step.Commit(1),
                insertIsFirst ? insert : delete,
                insertIsFirst ? delete : insert,
                new Step.Update(0, postgresId(), assignments()),
                random.nextInt(4) == 0 ? new Step.Rollback(0) : new Step.Commit(0),
                new Step.Commit(1));
    }

    /** One instance freezes, another carries on in its place, and the first one wakes. */
    private List<Step> takeover() {
        var first = instance();
        var second = 1 - first;
        return List.of(
                new Step.Transform(first, 1 + random.nextInt(14), 1 + random.nextInt(5)),
                new Step.Rebalance(second == 0 ? 0 : (1 << Log.PARTITIONS) - 1),
                new Step.Transform(second, 30, 5),
                new Step.Transform(second, 30, 5),
                new Step.Transform(first, 1 + random.nextInt(6), 5),
                new Step.CrashTransformer(second));
    }

    /** One instance sees that the log was cut and loses the partition; it gets it back when the other one has gone on. */
    private List<Step> cutSeenTwice() {
        var first = instance();
        var all = (1 << Log.PARTITIONS) - 1;
        return List.of(
                new Step.Rebalance(first == 0 ? 0 : all),
                new Step.Transform(first, 30, 5),
                new Step.CutLog(random.nextInt(Log.PARTITIONS), 1 + random.nextInt(6)),
                new Step.Transform(first, 1 + random.nextInt(4), 1),
                new Step.Rebalance(first == 0 ? all : 0),
                new Step.ApiCreate(apiId(), apiRow()),
                new Step.Transform(1 - first, 50, 5),
                new Step.Rebalance(first == 0 ? 0 : all),
                new Step.Transform(first, 30, 5));
    }

    private void often(int weight, Supplier<Step> kind) {
        oftenAll(weight, () -> List.of(kind.get()));
    }

    private void oftenAll(int weight, Supplier<List<Step>> kind) {
        for (var i = 0; i < weight; i++) {
            kinds.add(kind);
        }
    }

    private void sometimes(int weight, Supplier<Step> kind) {
        if (random.nextBoolean()) {
            often(weight, kind);
        }
    }

    private int transaction() {
        return random.nextInt(3) == 0 ? 1 : 0;
    }

    private int instance() {
        return random.nextInt(World.INSTANCES);
    }

    private List<Long> ids() {
        if (random.nextInt(3) > 0) {
            return List.of(postgresId());
        }
        var first = random.nextInt(2);
        return List.of(POSTGRES_IDS[first], POSTGRES_IDS[first + 1]);
    }

    private long postgresId() {
        return random.nextInt(20) == 0 ? apiId() : POSTGRES_IDS[random.nextInt(POSTGRES_IDS.length)];
    }

    private long apiId() {
        return API_IDS[random.nextInt(API_IDS.length)];
    }

    private long anyId() {
        return random.nextInt(3) == 0 ? apiId() : postgresId();
    }

    private Step.Expects expects() {
        return switch (random.nextInt(3)) {
            case 0 -> Step.Expects.PRESENT;
            case 1 -> Step.Expects.SHOWN;
            default -> Step.Expects.EARLIER;
        };
    }

    private Map<String, Object> row() {
        var row = new LinkedHashMap<String, Object>();
        row.put("produit", produit());
        row.put("quantite", quantite());
        row.put("prix_unitaire", prix());
        row.put(Postgres.NOTE, note());
        return row;
    }

    /** A replacement through the API names what it likes, and spells numbers as it likes. */
    private Map<String, Object> apiRow() {
        var row = row();
        if (row.get("prix_unitaire") instanceof BigDecimal prix && prix.scale() == 2 && random.nextBoolean()) {
            row.put("prix_unitaire", prix.setScale(4));
        }
        if (random.nextInt(4) == 0) {
            row.remove(Postgres.NOTE);
        }
        if (random.nextInt(4) == 0) {
            row.put(Postgres.CANAL, "shop");
        }
        return row;
    }

    /** What it does not name stays; null takes away what not every sale has. */
    private Map<String, Object> patch() {
        var patch = new LinkedHashMap<>(assignments());
        switch (random.nextInt(4)) {
            case 0 -> patch.put(random.nextBoolean() ? Postgres.NOTE : Postgres.CANAL, null);
            case 1 -> patch.put("details", details());
            default -> {}
        }
        return patch;
    }

    private Map<String, Object> details() {
        var details = new LinkedHashMap<String, Object>();
        details.put(random.nextBoolean() ? "a" : "b", random.nextBoolean() ? 1L : null);
        details.put("c", random.nextBoolean() ? null : new LinkedHashMap<>(Map.of("d", quantite() == null ? 0L : 1L)));
        return details;
    }

    private Map<String, Object> assignments() {
        var assignments = new LinkedHashMap<String, Object>();
        switch (random.nextInt(6)) {
            case 0 -> assignments.put("produit", produit());
            case 1, 2 -> assignments.put("quantite", quantite());
            case 3 -> assignments.put("prix_unitaire", prix());
            case 4 -> assignments.put(Postgres.NOTE, note());
            default -> assignments.put(Postgres.CANAL, "tel");
        }
        return assignments;
    }

    private String produit() {
        return random.nextBoolean() ? "Laptop" : "Souris";
    }

    private Long quantite() {
        return random.nextInt(12) == 0 ? null : Long.valueOf(random.nextInt(4) - 1L);
    }

    private BigDecimal prix() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> tooLarge ? Model.TOO_LARGE : null;
            default -> new BigDecimal(random.nextBoolean() ? "5.00" : "6.50");
        };
    }

    private String note() {
        return random.nextBoolean() ? Postgres.LARGE : "small";
    }
}
