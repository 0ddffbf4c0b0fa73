package dev.ventes.transformer.store;

/**
 * The highest ids that the view holds in one partition: of PostgreSQL's, and of those that the API numbers. What lies
 * beyond is new for certain, since the partition has one writer; MongoDB need not be asked for it. Ids grow, so that
 * this spares most questions.
 */
final class Horizon {
    /** The API numbers its sales from here. */
    static final long FIRST_API_ID = 1_000_000_000;

    private long postgres;
    private long api;

    Horizon(long postgres, long api) {
        this.postgres = postgres;
        this.api = api;
    }

    boolean isBeyond(long id) {
        return id > (id < FIRST_API_ID ? postgres : api);
    }

    /** From now on the view may hold this one. */
    void include(long id) {
        if (id < FIRST_API_ID) {
            postgres = Math.max(postgres, id);
        } else {
            api = Math.max(api, id);
        }
    }
}
