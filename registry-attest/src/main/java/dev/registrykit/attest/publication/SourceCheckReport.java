package dev.registrykit.attest.publication;

import java.util.List;

/** What one run of a {@link SourceCheck} saw. */
public final class SourceCheckReport {
    private final int checked;
    private final int unknown;
    private final List<SourceClaim> vanished;
    private final List<SourceClaim> returned;

    SourceCheckReport(int checked, int unknown, List<SourceClaim> vanished, List<SourceClaim> returned) {
        this.checked = checked;
        this.unknown = unknown;
        this.vanished = List.copyOf(vanished);
        this.returned = List.copyOf(returned);
    }

    /** How many sources were looked for. */
    public int checked() {
        return checked;
    }

    /** Of how many nobody could say anything. */
    public int unknown() {
        return unknown;
    }

    /** Those that had not vanished before and have now. */
    public List<SourceClaim> vanished() {
        return vanished;
    }

    /** Those that had vanished before and are there again. */
    public List<SourceClaim> returned() {
        return returned;
    }

    @Override
    public String toString() {
        return "SourceCheckReport[" + checked + " checked, " + vanished.size() + " vanished, " + returned.size()
                + " returned, " + unknown + " unknown]";
    }
}
