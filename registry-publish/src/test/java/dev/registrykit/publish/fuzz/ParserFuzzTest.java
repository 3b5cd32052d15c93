package dev.registrykit.publish.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import dev.registrykit.publish.token.PresentedToken;
import dev.registrykit.publish.trusted.Pep807Endpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Parsers of what strangers send: each input is read or refused, and throws nothing that is not documented. */
class ParserFuzzTest {
    private static final World WORLD = new World();
    /** Without an address, so that no attempt is counted in the store. */
    private static final RequestContext REQUEST =
            RequestContext.builder("POST", "/exchange").build();

    private static final Pep807Endpoint PEP_807 = WORLD.publish.pep807Endpoint(
            URI.create("https://upload.example.org/audience"),
            URI.create("https://upload.example.org/mint"),
            "/legacy/");
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 422);

    @FuzzTest
    void strict_json(byte[] input) {
        try {
            var read = StrictJson.object(input, JsonLimits.small());
            var again = StrictJson.object(JsonText.write(read), JsonLimits.of(1 << 20, 16, 2_000));
            if (!JsonText.write(again).equals(JsonText.write(read))) {
                throw new AssertionError("what was read is not what is written");
            }
        } catch (JsonFormatException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void strict_base64(byte[] input) {
        String text = text(input);
        try {
            if (!StrictBase64.encodeUrl(StrictBase64.decodeUrl(text)).equals(text)) {
                throw new AssertionError("two spellings of one value");
            }
        } catch (IllegalArgumentException documented) {
            // Refused.
        }
        try {
            StrictBase64.decode(text);
        } catch (IllegalArgumentException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void workload_policy(byte[] input) {
        try {
            WorkloadPolicy policy = WorkloadPolicy.ofJson(text(input));
            if (!WorkloadPolicy.ofJson(policy.toJson()).equals(policy)) {
                throw new AssertionError("a policy that is another after it was written and read");
            }
        } catch (JsonFormatException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void workload_identity(byte[] input) {
        try {
            WorkloadIdentity identity = WorkloadIdentity.ofJson(text(input));
            if (!WorkloadIdentity.ofJson(identity.toJson()).equals(identity)) {
                throw new AssertionError("an identity that is another after it was written and read");
            }
        } catch (JsonFormatException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void package_pattern(byte[] input) {
        String text = text(input);
        try {
            PackagePattern.parse(text);
        } catch (InvalidNameException documented) {
            // Refused.
        }
        for (Ecosystem ecosystem : Ecosystem.values()) {
            try {
                PackagePattern.parse(ecosystem, text);
            } catch (InvalidNameException documented) {
                // Refused.
            }
        }
    }

    @FuzzTest
    void package_name(byte[] input) {
        String text = text(input);
        try {
            PackageName.ofString(text);
        } catch (InvalidNameException documented) {
            // Refused.
        }
        try {
            PackageName.ofPurl(text);
        } catch (InvalidNameException documented) {
            // Refused.
        }
        for (Ecosystem ecosystem : Ecosystem.values()) {
            try {
                PackageName.parse(ecosystem, text);
            } catch (InvalidNameException documented) {
                // Refused.
            }
        }
    }

    @FuzzTest
    void maven_path(byte[] input) {
        try {
            MavenPath.parse(text(input));
        } catch (InvalidNameException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void presented_token(byte[] input) {
        RequestContext request;
        try {
            request = RequestContext.builder("PUT", "/maven")
                    .header("Authorization", text(input))
                    .build();
        } catch (IllegalArgumentException documented) {
            return;
        }
        PresentedToken.in(request);
    }

    @FuzzTest
    void exchange_body(byte[] input) {
        RegistryPublish publish = WORLD.publish;
        for (EndpointAnswer answer : List.of(
                publish.exchangeEndpoint().handle(REQUEST, input),
                publish.pyPiExchangeEndpoint().mintToken(REQUEST, input),
                publish.cratesExchangeEndpoint().handle(REQUEST, input),
                PEP_807.mintToken(REQUEST, input))) {
            assertRefused(answer);
        }
    }

    @FuzzTest
    void npm_exchange(byte[] input) {
        RequestContext request = RequestContext.builder("POST", "/npm")
                .header("Authorization", "Bearer a.b.c")
                .build();
        assertRefused(WORLD.publish.npmExchangeEndpoint("npm.example.org").handle(request, text(input)));
    }

    @FuzzTest
    void pep_807_discovery(byte[] input) {
        RequestContext request = RequestContext.builder("GET", "/.well-known/pytp")
                .header("Accept", text(input).replaceAll("[^ -~]", ""))
                .build();
        int status = PEP_807.discovery(request, text(input)).status();
        if (status != 404 && status != 406) {
            throw new AssertionError("answered with " + status);
        }
    }

    private static void assertRefused(EndpointAnswer answer) {
        if (!REFUSALS.contains(answer.status())) {
            throw new AssertionError("answered with " + answer.status());
        }
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
