package dev.ventes.app.kill;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a sale that has a single writer may be, given what the writer was told. A write whose answer never came may be
 * in or not; as long as it was conditional, whatever is seen or acknowledged later decides it. After an unconditional
 * one, which may still arrive behind later writes, the sale is left alone. The writer's thread; others look when it has
 * ended.
 */
final class HeldSale {
    private final long id;
    private final Map<Long, Version> pending = new LinkedHashMap<>();
    private Version known;
    private boolean retired;
    private String staleETag;

    HeldSale(long id, Version known) {
        this.id = id;
        this.known = known;
    }

    long id() {
        return id;
    }

    /** It is this: an acknowledged write, or what was read. */
    void is(Version version) {
        known = version;
        pending.clear();
        retired |= version.deletes();
    }

    /** It is on the log, and will be this when the view has come so far. */
    void willBe(Version version) {
        is(version);
        retired = true;
    }

    void mayBecome(Version version) {
        pending.put(version.quantite(), version);
    }

    /** Nobody writes to it any more. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    boolean isDecided() {
        return pending.isEmpty();
    }

    /** Notes what a read showed; false if that cannot be. */
    boolean sees(long quantite) {
        if (known.quantite() == quantite) {
            return true;
        }
        var arrived = pending.get(quantite);
        if (arrived != null) {
            is(arrived);
        }
        return arrived != null;
    }

    boolean maySee(Version version) {
        return known.quantite() == version.quantite() || pending.containsKey(version.quantite());
    }

    /** What it may be in the end. */
    Collection<Version> possible() {
        var possible = new LinkedHashMap<>(pending);
        possible.put(known.quantite(), known);
        return possible.values();
    }

    /** A version that it has no longer, to be refused; null if there was none yet. */
    String staleETag() {
        return staleETag;
    }

    /** A write on this version was acknowledged. */
    void leaves(String eTag) {
        staleETag = eTag;
    }
}
