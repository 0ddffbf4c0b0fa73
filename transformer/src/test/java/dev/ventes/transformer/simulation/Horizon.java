package dev.ventes.transformer.simulation;

/** Where an instance takes a partition's ids to end: what lies beyond is not asked for. As the view's own. */
final class Horizon {
    static final long FIRST_API_ID = 1_000_000_000;

    private long postgres;
    private long api;

    Horizon(ViewStore view, int partition) {
        this.postgres = view.highest(partition, id -> id < FIRST_API_ID);
        this.api = view.highest(partition, id -> id >= FIRST_API_ID);
    }

    boolean isBeyond(long id) {
        return id > (id < FIRST_API_ID ? postgres : api);
    }

    void include(long id) {
        if (id < FIRST_API_ID) {
            postgres = Math.max(postgres, id);
        } else {
            api = Math.max(api, id);
        }
    }
}
