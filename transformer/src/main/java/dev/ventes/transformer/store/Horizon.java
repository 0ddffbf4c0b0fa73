package dev.ventes.transformer.store;

import dev.ventes.core.log.SaleKey;

/**
 * The highest ids that the view holds in one partition: of PostgreSQL's, and of those that the API numbers. What lies
 * beyond is new for certain, since the partition has one writer; MongoDB need not be asked for it. Ids grow, so that
 * this spares most questions.
 */
final class Horizon {
    private long postgres;
    private long api;

    Horizon(long postgres, long api) {
        this.postgres = postgres;
        this.api = api;
    }

    boolean isBeyond(long id) {
        return id > (id < SaleKey.FIRST_API_ID ? postgres : api);
    }

    /** From now on the view may hold this one. */
    void include(long id) {
        if (id < SaleKey.FIRST_API_ID) {
            postgres = Math.max(postgres, id);
        } else {
            api = Math.max(api, id);
        }
    }
}
