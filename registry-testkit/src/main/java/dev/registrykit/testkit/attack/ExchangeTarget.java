package dev.registrykit.testkit.attack;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.time.Duration;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A registry's trusted publishing, as {@link ExchangeAttack}s meet it; whoever wants to run them implements this, over HTTP
 * or in the same process.
 *
 * <p>The first six methods are what every registry with trusted publishing has. The others are what a registry, or a test
 * of one, may not be able to do: their defaults abort the attack that needs them, so that a test report shows it as
 * skipped with the ability's name. An attack that was not run never looks like one that was repelled.
 *
 * <p>The target may serve many attacks one after another: each makes up its own repositories and asks for its own
 * packages. Only where {@link ExchangeAttack#needsFreshTarget()} says so, the target and its provider must be new.
 */
public interface ExchangeTarget {

    /** The provider that the target trusts as GitHub Actions, by the same clock as the target's. */
    IdentityProviderServer provider();

    /** The audience that the exchange expects. */
    String audience();

    /** A package that exists and has an owner but no trusted publisher: another one at each call. */
    PackageName newPackage();

    /**
     * Registers a trusted publisher, in the name of an owner of its packages.
     *
     * @return what {@link #removePublisher} names it by
     */
    String register(PublisherSetup setup);

    /** Presents an identity token at the exchange. */
    ExchangeAnswer exchange(String identityToken);

    /**
     * Uses an API token: a {@code publish-version} is an upload which, when it is granted, has published that version; of
     * every other action it is enough to ask whether it is allowed.
     */
    ExchangeAnswer use(String apiToken, TokenUse use);

    /** Presents an identity token at an exchange whose path names the package, as npm's does. */
    default ExchangeAnswer exchangeFor(PackageName packageName, String identityToken) {
        throw notOffered("an exchange for one package");
    }

    /** Presents an identity token and asks for an API token that uploads files with this SHA-256 alone. */
    default ExchangeAnswer exchangeForDigest(String sha256, String identityToken) {
        throw notOffered("tokens bound to a digest");
    }

    /** The audience of {@link #exchangeFor}, where it is another than {@link #audience}. */
    default String audienceFor(PackageName packageName) {
        return audience();
    }

    /** A name that no package has and that nobody owns: another one at each call. */
    default PackageName newName() {
        throw notOffered("publishing under a new name by a pending publisher");
    }

    /** Removes a trusted publisher. */
    default void removePublisher(String publisherId) {
        throw notOffered("removing a trusted publisher");
    }

    /** Gives the package to other owners: those before trusted its publishers, these have not been asked. */
    default void transfer(PackageName packageName) {
        throw notOffered("transferring a package");
    }

    /** Suspends the account, organisation or namespace that the package belongs to. */
    default void suspendOwner(PackageName packageName) {
        throw notOffered("suspending an owner");
    }

    /** Revokes an API token, as its job does at its end. */
    default void revoke(String apiToken) {
        throw notOffered("revoking a token");
    }

    /** A long-lived API token of an owner, with which the package can be published. */
    default String ownersToken(PackageName packageName) {
        throw notOffered("long-lived tokens of accounts");
    }

    /** Allows nothing but trusted publishing for the package. */
    default void requireTrustedPublishing(PackageName packageName) {
        throw notOffered("allowing trusted publishing only");
    }

    /** Takes {@link #requireTrustedPublishing} back. */
    default void allowTokens(PackageName packageName) {
        throw notOffered("allowing trusted publishing only");
    }

    /** Sets the target's and the provider's clock, which stands still otherwise, forward. */
    default void advance(Duration time) {
        throw notOffered("a clock that stands still until it is set");
    }

    /** How far the target lets clocks differ. */
    default Duration leeway() {
        throw notOffered("a stated leeway");
    }

    /** How long a read key set is used without reading it again. */
    default Duration keyLifetime() {
        throw notOffered("a stated lifetime of keys");
    }

    /** How long a read key set is used while the issuer cannot be read. */
    default Duration staleLimit() {
        throw notOffered("a stated limit for old keys");
    }

    /** The least time between two readings that unknown keys lead to. */
    default Duration refetchCooldown() {
        throw notOffered("a stated time between two readings of keys");
    }

    /** How long a minted token lives. */
    default Duration tokenLifetime() {
        throw notOffered("a stated lifetime of minted tokens");
    }

    /** The same registry after a restart: the same database, nothing else. */
    default ExchangeTarget restarted() {
        throw notOffered("a restart");
    }

    /** Another node of the same registry, which runs at the same time on the same database. */
    default ExchangeTarget secondNode() {
        throw notOffered("a second node");
    }

    /** A further provider that the target trusts as a GitHub Actions of its own. */
    default IdentityProviderServer secondProvider() {
        throw notOffered("a second trusted issuer");
    }

    /** Makes every request to the target's database fail until {@link #repairStore}. */
    default void breakStore() {
        throw notOffered("breaking the database");
    }

    /** Ends {@link #breakStore}. */
    default void repairStore() {
        throw notOffered("breaking the database");
    }

    /** Runs the jobs that remove what is no longer needed. */
    default void runHousekeeping() {
        throw notOffered("housekeeping");
    }

    /** The types of the events that the package's owners see, each with its reason after a space where it has one. */
    default List<String> events(PackageName packageName) {
        throw notOffered("events of a package");
    }

    /** All that the target stored and logged so far, as text. */
    default String everythingKept() {
        throw notOffered("a look at the database and the logs");
    }

    /** What aborts an attack as not applicable: for targets to throw that offer an ability only sometimes. */
    static RuntimeException notOffered(String ability) {
        return new TestAbortedException("not applicable: the target does not offer " + ability);
    }
}
