package dev.registrykit.benchmarks;

import com.github.nitram509.jmacaroons.GeneralCaveatVerifier;
import com.github.nitram509.jmacaroons.Macaroon;
import com.github.nitram509.jmacaroons.MacaroonsSerializer;
import com.github.nitram509.jmacaroons.MacaroonsVerifier;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.macaroon.MacaroonCodec;
import dev.registrykit.testkit.memory.InMemoryPublish;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A macaroon that its holder narrowed five times is judged, from the header to the decision: ours with the token's row, the
 * root key's derivation, all else that a token is held against, and a grant; jmacaroons with a root key from a map, and the
 * same five conditions, each of which reads its caveat with the SDK's own types.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MacaroonAuthentication {
    private static final String VERSION = "1.0";
    private static final List<String> CAVEATS = List.of(
            "expires 2999-01-01T00:00:00Z",
            "packages maven:com.example.app.**",
            "actions publish-version",
            "addresses 192.0.2.0/24",
            "version " + VERSION);

    /** One of them is asked after the other about each caveat, until one says that it is met. */
    private static final List<GeneralCaveatVerifier> CHECKS = List.of(
            check("expires ", end -> Instant.parse(end).isAfter(Instant.now())),
            check("packages ", pattern -> PackagePattern.parse(pattern).covers(BenchmarkTokens.PACKAGE)),
            check("actions ", action -> Action.named(action).equals(Action.PUBLISH_VERSION)),
            check("addresses ", range -> AddressRange.parse(range).contains(BenchmarkTokens.ADDRESS)),
            check("version ", VERSION::equals));

    private final BenchmarkTokens registry = new BenchmarkTokens(InMemoryPublish.unitOfWork());
    private final Release release = Release.of(BenchmarkTokens.PACKAGE, VERSION);
    private final RequestContext upload;

    private final Map<String, byte[]> rootKeys;
    private final RequestContext uploadOfPeer;

    /** Issues both macaroons and narrows them. */
    public MacaroonAuthentication() {
        String lead = "bench_mac_";
        String issued = registry.issue(BenchmarkTokens.request(0).macaroon().build());
        var macaroon = MacaroonCodec.decode(Base64.getUrlDecoder().decode(issued.substring(lead.length())));
        var identifier = new String(macaroon.identifier(), StandardCharsets.US_ASCII);
        byte[] rootKey = new byte[32];
        new SecureRandom().nextBytes(rootKey);
        rootKeys = Map.of(identifier, rootKey);
        var peer = Macaroon.builder("bench", rootKey, identifier);

        for (String caveat : CAVEATS) {
            macaroon = macaroon.withCaveat(caveat);
            peer.addCaveat(caveat);
        }
        upload = BenchmarkTokens.upload(
                lead + Base64.getUrlEncoder().withoutPadding().encodeToString(MacaroonCodec.encodeV2(macaroon)));
        uploadOfPeer = BenchmarkTokens.upload(peer.build().serialize(MacaroonsSerializer.V2));
    }

    /** The grant of the token that was narrowed. */
    @Benchmark
    public Decision<Grant> ours() {
        return registry.tokens().authenticate(upload, Action.PUBLISH_VERSION, release);
    }

    /** Whether the macaroon is signed, and its caveats are met. */
    @Benchmark
    public boolean peer() {
        var macaroon = Macaroon.deserialize(BenchmarkTokens.credential(uploadOfPeer), MacaroonsSerializer.V2);
        var verifier = new MacaroonsVerifier(macaroon);
        CHECKS.forEach(verifier::satisfyGeneral);
        return verifier.isValid(Objects.requireNonNull(rootKeys.get(macaroon.identifier)));
    }

    private static GeneralCaveatVerifier check(String word, Predicate<String> isMet) {
        return caveat -> caveat.startsWith(word) && isMet.test(caveat.substring(word.length()));
    }
}
