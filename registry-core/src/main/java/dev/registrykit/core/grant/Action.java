package dev.registrykit.core.grant;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Something that a credential may be allowed to do with a package, or with its owner's account.
 *
 * <p>The registry's own actions are constants; a host adds its own with {@link #named}. A name has 1 to 40 lower-case
 * letters, digits and hyphens and starts with a letter. Actions are compared by name.
 */
public final class Action {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** Read packages that are not public. */
    public static final Action READ = new Action("read");
    /** Publish the first version of a package that does not exist yet. */
    public static final Action PUBLISH_NEW_PACKAGE = new Action("publish-new-package");
    /** Publish a new version of a package that exists. */
    public static final Action PUBLISH_VERSION = new Action("publish-version");
    /** Stage a version for a person's approval. */
    public static final Action STAGE = new Action("stage");
    /** Hide a version from new installations, or show it again. */
    public static final Action YANK = new Action("yank");
    /** Remove a version or a package. */
    public static final Action DELETE = new Action("delete");
    /** Invite and remove a package's owners. */
    public static final Action MANAGE_OWNERS = new Action("manage-owners");
    /** Register and remove a package's trusted publishers. */
    public static final Action MANAGE_PUBLISHERS = new Action("manage-publishers");

    /**
     * Issue and end tokens of one's own account with a token, within that token's scope; asked without a package.
     *
     * <p>A token that may do this makes others: whoever finds it stays in when it is revoked alone.
     */
    public static final Action MANAGE_TOKENS = new Action("manage-tokens");

    private static final Set<Action> STANDARD = Set.of(
            READ,
            PUBLISH_NEW_PACKAGE,
            PUBLISH_VERSION,
            STAGE,
            YANK,
            DELETE,
            MANAGE_OWNERS,
            MANAGE_PUBLISHERS,
            MANAGE_TOKENS);

    private final String name;

    private Action(String name) {
        this.name = name;
    }

    /**
     * The action with this name, one of the constants' or the host's own.
     *
     * @throws IllegalArgumentException if the name is not of the stated form
     */
    public static Action named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("an action's name has 1 to 40 lower-case letters, digits and hyphens");
        }
        return new Action(name);
    }

    /** The constants of this class, which every registry knows. */
    public static Set<Action> standard() {
        return STANDARD;
    }

    /** The name. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Action that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
