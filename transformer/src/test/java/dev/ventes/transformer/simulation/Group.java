package dev.ventes.transformer.simulation;

/** The consumer group: which instance has which partition, as of which generation of the group. */
final class Group {
    private final int[] owners = new int[Log.PARTITIONS];
    private final int[] since = new int[Log.PARTITIONS];
    private final int[] expelled = new int[World.INSTANCES];
    private int generation;

    int generation() {
        return generation;
    }

    boolean owns(int instance, int partition) {
        return owners[partition] == instance;
    }

    /** Whether the partition has been this member's, without a break, since the group's generation {@code known}. */
    boolean stayed(int instance, int partition, int known) {
        return owns(instance, partition) && since[partition] <= known && expelled[instance] <= known;
    }

    void rebalance(int bits) {
        generation++;
        for (var p = 0; p < owners.length; p++) {
            var owner = (bits >> p) & 1;
            if (owner != owners[p]) {
                owners[p] = owner;
                since[p] = generation;
            }
        }
    }

    /** It did not answer in time. Whatever it gets, it gets anew. */
    void expel(int instance) {
        expelled[instance] = generation;
    }
}
