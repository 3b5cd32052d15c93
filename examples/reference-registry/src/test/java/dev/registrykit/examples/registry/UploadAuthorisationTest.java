package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.catalog.Catalog;
import dev.registrykit.examples.registry.catalog.Upload;
import dev.registrykit.examples.registry.catalog.Uploader;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.storage.ReceivedBlob;
import dev.registrykit.publish.token.IssuedToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while a client takes its time to send a body counts when the body is there. */
class UploadAuthorisationTest {
    private static final String JAR = "/maven/com/acme/widget/1.0.0/widget-1.0.0.jar";
    private static final String SOURCES = "/maven/com/acme/widget/1.0.0/widget-1.0.0-sources.jar";
    private static final PackageName WIDGET = PackageName.maven("com.acme", "widget");

    @TempDir
    Path directory;

    private World world;
    private Client client;
    private Account alice;
    private IssuedToken token;

    @BeforeEach
    void start() throws IOException {
        world = World.in(directory);
        client = new Client(world.registry.origin());
        alice = world.account("alice", "maven:com.acme.**");
        token = world.token(alice, "maven:**", "npm:**");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_token_that_is_revoked_while_the_body_arrives_stores_nothing() throws Exception {
        try (PacedUpload upload = new PacedUpload(world, JAR, token, "one")) {
            assertThat(world.registry.publish().tokens().revoke(token.token().id(), alice.subject(), world.request))
                    .isTrue();

            assertThat(upload.finish()).startsWith("HTTP/1.1 401 token-revoked");
        }
        assertThat(world.registry.catalog().exists(WIDGET)).isFalse();
    }

    @Test
    void a_token_that_expires_while_the_body_arrives_stores_nothing() throws Exception {
        try (PacedUpload upload = new PacedUpload(world, JAR, token, "one")) {
            world.clock.advance(Duration.ofHours(2));

            assertThat(upload.finish()).startsWith("HTTP/1.1 401 token-expired");
        }
        assertThat(world.registry.catalog().exists(WIDGET)).isFalse();
    }

    @Test
    void a_release_that_closes_while_the_body_arrives_takes_no_more_files() throws Exception {
        client.put(JAR, token, "one");
        world.clock.advance(Duration.ofMinutes(59));
        token = world.token(alice, "maven:**");
        try (PacedUpload upload = new PacedUpload(world, SOURCES, token, "more")) {
            world.clock.advance(Duration.ofMinutes(2));

            assertThat(upload.finish()).startsWith("HTTP/1.1 409 release-closed");
        }
        assertThat(client.get(SOURCES).statusCode()).isEqualTo(404);
    }

    @Test
    void a_token_for_new_packages_alone_is_refused_when_the_package_is_no_longer_new() throws Exception {
        client.put(JAR, token, "one");
        world.clock.advance(Duration.ofMinutes(59));
        IssuedToken onlyNew = world.token(alice, List.of(Action.PUBLISH_NEW_PACKAGE), "maven:**");
        try (PacedUpload upload = new PacedUpload(world, SOURCES, onlyNew, "more")) {
            world.clock.advance(Duration.ofMinutes(2));

            assertThat(upload.finish()).startsWith("HTTP/1.1 403 action-not-in-scope");
        }
    }

    @Test
    void a_package_that_somebody_else_makes_while_the_body_arrives_stays_theirs() throws Exception {
        IssuedToken mallory = world.token(world.account("mallory", "maven:com.**"), "maven:**");
        try (PacedUpload upload = new PacedUpload(world, JAR, mallory, "evil")) {
            assertThat(client.put(JAR.replace("1.0.0", "2.0.0"), token, "good").statusCode())
                    .isEqualTo(201);

            assertThat(upload.finish()).startsWith("HTTP/1.1 403 owner-may-not");
        }
        assertThat(client.get(JAR).statusCode()).isEqualTo(404);
        assertThat(world.registry.catalog().owners(WIDGET)).containsExactly(alice.subject());
    }

    @Test
    void a_record_for_a_package_of_somebody_else_is_refused_in_its_own_transaction() throws Exception {
        Account mallory = world.account("mallory");
        PackageName gadget = PackageName.npm("gadget");
        Catalog catalog = world.registry.catalog();
        catalog.create(WIDGET, alice.subject(), world.clock.instant());
        catalog.create(gadget, alice.subject(), world.clock.instant());
        BlobStore blobs = new BlobStore(directory);
        Grant grant = Grant.builder("any")
                .owner(mallory.subject())
                .scope(Set.of(Action.PUBLISH_VERSION), List.of(PackagePattern.parse("npm:**")))
                .build();
        Uploader by = new Uploader(grant, world.request, world.clock.instant());
        for (PackageName name : List.of(WIDGET, gadget)) {
            try (ReceivedBlob received = blobs.receive(new ByteArrayInputStream(new byte[1]), 1)) {
                Upload upload = new Upload("any/" + name, name, "1.0.0", received, by, null, false);
                assertThatThrownBy(() -> catalog.record(upload)).hasMessageStartingWith("not-an-owner");
                assertThatThrownBy(() -> catalog.recordVersion(upload, "{}", Map.of()))
                        .hasMessageStartingWith("not-an-owner");
                assertThatThrownBy(() -> blobs.open(received.blob().sha256())).isInstanceOf(NoSuchFileException.class);
            }
            assertThat(catalog.releases(name)).isEmpty();
        }
    }

    @Test
    void an_npm_package_that_somebody_else_makes_while_the_body_arrives_stays_theirs() throws Exception {
        IssuedToken mallory = world.token(world.account("mallory"), "npm:**");
        try (PacedUpload upload =
                new PacedUpload(world, "/npm/gadget", mallory, NpmDocuments.json("gadget", "6.6.6"))) {
            assertThat(client.put("/npm/gadget", token, NpmDocuments.json("gadget", "1.0.0"))
                            .statusCode())
                    .isEqualTo(201);

            assertThat(upload.finish()).startsWith("HTTP/1.1 403 ").contains("\"code\":\"owner-may-not\"");
        }
        assertThat(world.registry.catalog().releases(PackageName.npm("gadget"))).hasSize(1);
    }
}
