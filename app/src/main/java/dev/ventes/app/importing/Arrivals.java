package dev.ventes.app.importing;

import dev.ventes.app.live.Change;
import dev.ventes.app.live.LiveFeed;
import dev.ventes.core.log.SaleKey;
import java.time.Duration;
import java.util.BitSet;

/**
 * Which of the imported sales the view has, told one by one: what is repeated counts once. Fed by the import and by the
 * live feed, each on its thread.
 */
public class Arrivals implements LiveFeed.Listener {
    private static final long POSTGRES_IDS = SaleKey.FIRST_API_ID;

    private final BitSet imported = new BitSet();
    private final BitSet readable = new BitSet();
    private long behind;

    @Override
    public synchronized void readable(Change change, Duration lag) {
        if (change.id() > 0 && change.id() < POSTGRES_IDS && !readable.get((int) change.id())) {
            readable.set((int) change.id());
            behind -= imported.get((int) change.id()) ? 1 : 0;
        }
    }

    synchronized void expect(long[] ids) {
        for (var id : ids) {
            imported.set((int) id);
            behind += readable.get((int) id) ? 0 : 1;
        }
    }

    /** How many of the imported sales the view does not have yet. */
    synchronized long behind() {
        return behind;
    }
}
