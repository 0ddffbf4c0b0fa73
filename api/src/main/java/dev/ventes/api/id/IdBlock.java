package dev.ventes.api.id;

/** Numbers that are ours to give: from {@code first} to before {@code end}. */
record IdBlock(long first, long end) {
    static final IdBlock EMPTY = new IdBlock(0, 0);

    boolean isEmpty() {
        return first == end;
    }

    IdBlock rest() {
        return new IdBlock(first + 1, end);
    }

    /** Whether the number came from this block, so that those that are left are probably taken, too. */
    boolean follows(long id) {
        return id < first && id >= end - SaleIds.BLOCK;
    }
}
