package dev.ventes.transformer.derive;

import java.util.HashSet;
import java.util.Set;

/**
 * Which sales of a partition the derived views count: all, or while a view that is new is being filled, those up to an
 * id. Pure.
 *
 * @param whole the views that count all of them, by {@link DerivedView#name}
 * @param filling null if all are whole
 */
public record Coverage(Set<String> whole, Filling filling) {
    /** Before anybody has looked which views there are. */
    public static final Coverage NONE = new Coverage(Set.of(), null);

    /**
     * How far the filling has come.
     *
     * @param from sales with ids up to this are counted, also as they change
     * @param to where the page ends that is being counted; null if none is
     */
    public record Filling(Set<String> views, long from, Long to) {
        private static final long NOWHERE = Long.MIN_VALUE;

        public Filling {
            views = Set.copyOf(views);
        }

        /** Whether what is in the views is of another time. */
        public boolean isNew() {
            return from == NOWHERE && to == null;
        }
    }

    public Coverage {
        whole = Set.copyOf(whole);
    }

    /** Where there is nothing to count. */
    public static Coverage whole(Set<String> views) {
        return new Coverage(views, null);
    }

    /**
     * The same for the views that there are now. One that was there and went is forgotten: if it comes back, it has
     * missed something. One that is new is filled, after those that are being filled already.
     */
    public Coverage of(Set<String> views) {
        var kept = common(whole, views);
        var going = filling == null ? Set.<String>of() : common(filling.views(), views);
        if (!going.isEmpty()) {
            return new Coverage(kept, new Filling(going, filling.from(), filling.to()));
        }
        var missing = new HashSet<>(views);
        missing.removeAll(kept);
        return new Coverage(kept, missing.isEmpty() ? null : new Filling(missing, Filling.NOWHERE, null));
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        var common = new HashSet<>(some);
        common.retainAll(others);
        return common;
    }

    public boolean isWhole() {
        return filling == null;
    }

    /** Whether the view counts changes of the sale. */
    public boolean counts(DerivedView view, long sale) {
        return whole.contains(view.name()) || (isBeingFilled(view) && sale <= filling.from());
    }

    public boolean isBeingFilled(DerivedView view) {
        return filling != null && filling.views().contains(view.name());
    }

    /** A page is to be counted, up to this id. */
    public Coverage filling(long to) {
        return new Coverage(whole, new Filling(filling.views(), filling.from(), to));
    }

    /** The page has been counted: the next one follows, or the views are whole, and others may follow. */
    public Coverage filled() {
        if (filling.to() < Long.MAX_VALUE) {
            return new Coverage(whole, new Filling(filling.views(), filling.to(), null));
        }
        var all = new HashSet<>(whole);
        all.addAll(filling.views());
        return whole(all);
    }
}
