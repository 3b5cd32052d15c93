package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.Restriction;
import dev.registrykit.publish.token.TokenHash;
import dev.registrykit.publish.token.TokenSearch;
import dev.registrykit.publish.token.TokenStore;
import dev.registrykit.publish.token.TokenStore.Found;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link TokenStore} must do: find tokens by hash and id, end each once and for all, and record uses without ever
 * reviving one.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class TokenStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final PackageName WIDGET = PackageName.npm("@acme/widget");
    private static final Release WIDGET_1 = Release.of(WIDGET, "1.0");
    private static final Subject ALICE = Subject.user("alice");

    /** For subclasses. */
    protected TokenStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The token store of one transaction. */
    protected abstract TokenStore tokens(S stores);

    @Test
    void an_accounts_token_comes_back_as_it_was_inserted() {
        ApiToken token = aliceToken()
                .expiresAt(NOON.plus(HOUR))
                .lastUsedAt(NOON.plusMillis(1))
                .build();
        insert(token, 1);
        assertThat(findByHash(1)).satisfies(found -> assertSame(found, token));
        assertThat(find(token.id())).satisfies(found -> assertSame(found, token));
    }

    @Test
    void a_workloads_token_comes_back_as_it_was_inserted() {
        WorkloadIdentity workload = WorkloadIdentity.builder("https://issuer.example")
                .sourceRepository("https://github.com/acme/widget")
                .sourceRepositoryId("123")
                .sourceRef("refs/heads/größer")
                .build();
        ApiToken token = ApiToken.builder(id(), "job", NOON)
                .workload(id(), workload)
                .scope(Set.of(Action.PUBLISH_VERSION), List.of(PackagePattern.parse("npm:@acme/widget")))
                .expiresAt(NOON.plus(HOUR))
                .build();
        insert(token, 1);
        assertThat(find(token.id())).satisfies(found -> assertSame(found, token));
    }

    @Test
    void the_widest_scope_is_kept_whole() {
        List<PackagePattern> packages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            packages.add(PackagePattern.parse("generic:" + "a".repeat(240) + i));
        }
        ApiToken token = ApiToken.builder(id(), "für die Ablage ✓", NOON)
                .owner(ALICE)
                .scope(Set.of(Action.READ, Action.named("a-host-action")), packages)
                .build();
        insert(token, 1);
        assertThat(find(token.id())).satisfies(found -> assertSame(found, token));
    }

    @Test
    void a_strange_hash_or_id_finds_nothing() {
        insert(aliceToken().build(), 1);
        assertThat(findByHash(2)).isNull();
        assertThat(find(id())).isNull();
    }

    @Test
    void neither_a_hash_nor_an_id_can_be_taken_twice() {
        ApiToken first = aliceToken().build();
        ApiToken second = aliceToken().build();
        insert(first, 1);
        assertThatThrownBy(() -> insert(second, 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> insert(first, 2)).isInstanceOf(StoreException.class);
        assertThat(find(second.id())).isNull();
        assertThat(findByHash(1)).satisfies(found -> assertSame(found, first));
    }

    @Test
    void an_account_sees_its_own_tokens_newest_first_the_ended_too() {
        ApiToken old = token(ALICE, NOON).build();
        ApiToken young =
                token(ALICE, NOON.plusMillis(1)).revokedAt(NOON.plus(HOUR)).build();
        insert(old, 1);
        insert(young, 2);
        insert(token(Subject.user("bob"), NOON).build(), 3);
        insert(token(Subject.robot("alice"), NOON).build(), 4);
        assertThat(inStore(store -> store.ofOwner(ALICE)).stream().map(ApiToken::id))
                .containsExactly(young.id(), old.id());
    }

    @Test
    void a_use_is_recorded_when_the_last_one_is_old() {
        ApiToken token = aliceToken().expiresAt(NOON.plus(HOUR)).build();
        insert(token, 1);
        assertThat(recordUse(token, NOON, NOON.minusSeconds(300))).isTrue();
        assertThat(recordUse(token, NOON.plusSeconds(300), NOON)).isFalse();
        assertThat(recordUse(token, NOON.plusSeconds(301), NOON.plusSeconds(1))).isTrue();
        assertThat(lastUsed(token)).isEqualTo(NOON.plusSeconds(301));
    }

    @Test
    void no_use_of_an_ended_or_unknown_token_is_recorded() {
        ApiToken expired = aliceToken().expiresAt(NOON.plus(HOUR)).build();
        ApiToken revoked = aliceToken().build();
        insert(expired, 1);
        insert(revoked, 2);
        revoke(revoked.id(), NOON);
        assertThat(recordUse(expired, NOON.plus(HOUR), NOON)).isFalse();
        assertThat(recordUse(revoked, NOON.plus(HOUR), NOON)).isFalse();
        assertThat(recordUse(aliceToken().build(), NOON, NOON)).isFalse();
        assertThat(lastUsed(expired)).isNull();
        assertThat(lastUsed(revoked)).isNull();
    }

    @Test
    void a_token_is_revoked_once_and_for_all() {
        ApiToken token = aliceToken().build();
        insert(token, 1);
        assertThat(revoke(token.id(), NOON)).isTrue();
        assertThat(revoke(token.id(), NOON.plus(HOUR))).isFalse();
        assertThat(revoke(id(), NOON)).isFalse();
        assertThat(find(token.id()))
                .satisfies(found -> assertThat(revokedAt(found)).isEqualTo(NOON));
    }

    @Test
    void of_many_who_revoke_at_once_one_does() {
        ApiToken token = aliceToken().build();
        insert(token, 1);
        List<Boolean> revoked = Race.of(16, runner -> revoke(token.id(), NOON.plusMillis(runner)));
        assertThat(Collections.frequency(revoked, true)).isEqualTo(1);
    }

    @Test
    void a_use_at_the_same_moment_never_revives_a_revoked_token() {
        for (int round = 1; round <= 20; round++) {
            ApiToken token = aliceToken().build();
            insert(token, round);
            Race.of(4, runner -> runner == 0 ? revoke(token.id(), NOON) : recordUse(token, NOON, NOON));
            assertThat(find(token.id()))
                    .satisfies(found -> assertThat(revokedAt(found)).isEqualTo(NOON));
        }
    }

    @Test
    void what_a_token_is_bound_to_comes_back_as_it_was_inserted() {
        ApiToken token = aliceToken()
                .version("1.0+build~1")
                .digests(List.of("a".repeat(64), "b".repeat(64)))
                .singleUse(true)
                .release(WIDGET_1, NOON)
                .build();
        insert(token, 1);
        assertThat(find(token.id())).satisfies(found -> assertSame(found, token));
    }

    @Test
    void of_many_who_open_a_token_for_other_releases_at_once_one_does() {
        ApiToken token = aliceToken().singleUse(true).build();
        insert(token, 1);
        List<Boolean> opened = Race.of(8, runner -> open(token, Release.of(WIDGET, "1." + runner)));
        assertThat(Collections.frequency(opened, true)).isEqualTo(1);
        Release first = Release.of(WIDGET, "1." + opened.indexOf(true));
        assertThat(find(token.id()))
                .satisfies(found ->
                        assertThat(found == null ? null : found.openedRelease()).isEqualTo(first));
        assertThat(open(token, first)).isFalse();
    }

    @Test
    void only_a_live_single_use_token_is_opened() {
        ApiToken endless = aliceToken().build();
        ApiToken expired = aliceToken().singleUse(true).expiresAt(NOON).build();
        ApiToken revoked = aliceToken().singleUse(true).revokedAt(NOON).build();
        ApiToken closed = aliceToken().singleUse(true).build();
        insert(endless, 1);
        insert(expired, 2);
        insert(revoked, 3);
        insert(closed, 4);
        assertThat(did(store -> store.closeRelease(closed.id(), NOON))).isTrue();
        for (ApiToken token : List.of(endless, expired, revoked, closed)) {
            assertThat(open(token, WIDGET_1)).isFalse();
        }
    }

    @Test
    void a_release_is_closed_once_and_stays_what_it_was() {
        ApiToken token = aliceToken().singleUse(true).build();
        insert(token, 1);
        open(token, WIDGET_1);
        List<Boolean> closed = Race.of(8, runner -> inStore(store -> store.closeRelease(token.id(), NOON)));
        assertThat(Collections.frequency(closed, true)).isEqualTo(1);
        assertThat(find(token.id())).satisfies(found -> {
            assertThat(found == null ? null : found.closedAt()).isEqualTo(NOON);
            assertThat(found == null ? null : found.openedRelease()).isEqualTo(WIDGET_1);
        });
        assertThat(did(store -> store.closeRelease(id(), NOON))).isFalse();
    }

    @Test
    void workloads_tokens_are_found_by_issuer_repository_and_time() {
        ApiToken first = workloadToken("https://issuer.example", "123", NOON);
        ApiToken last = workloadToken("https://issuer.example", "123", NOON.plus(HOUR));
        ApiToken nameless = ApiToken.builder(id(), "job", NOON)
                .workload(
                        id(),
                        WorkloadIdentity.builder("https://issuer.example")
                                .sourceRepository("robot@example.org")
                                .build())
                .scope(Set.of(Action.PUBLISH_VERSION), List.of(PackagePattern.parse("npm:@acme/widget")))
                .build();
        insert(last, 1);
        insert(first, 2);
        insert(workloadToken("https://issuer.example", "123", NOON.minusMillis(1)), 3);
        insert(workloadToken("https://issuer.example", "123", NOON.plus(HOUR).plusMillis(1)), 4);
        insert(workloadToken("https://issuer.example", "124", NOON), 5);
        insert(workloadToken("https://issuer.example/other", "123", NOON), 6);
        insert(aliceToken().build(), 7);
        insert(nameless, 8);
        assertThat(found(TokenSearch.builder()
                        .workload("https://issuer.example", "123")
                        .issuedBetween(NOON, NOON.plus(HOUR))))
                .containsExactly(first.id(), last.id());
        assertThat(found(TokenSearch.builder().workload("https://issuer.example", "robot@example.org")))
                .containsExactly(nameless.id());
        assertThat(found(TokenSearch.builder().publisher(String.valueOf(nameless.publisherId()))))
                .containsExactly(nameless.id());
    }

    @Test
    void accounts_tokens_are_found_by_owner_package_and_address() {
        ApiToken group = token(ALICE, NOON).issuedFrom("192.0.2.200").build();
        ApiToken wide = token(Subject.user("bob"), NOON.plusMillis(1))
                .scope(Set.of(Action.READ), List.of(PackagePattern.parse("maven:**")))
                .issuedFrom("2001:db8::7")
                .build();
        ApiToken other = token(ALICE, NOON.plusMillis(2))
                .scope(Set.of(Action.READ), List.of(PackagePattern.parse("maven:com.acmex.**")))
                .issuedFrom("host.example.org")
                .build();
        insert(group, 1);
        insert(wide, 2);
        insert(other, 3);
        assertThat(found(TokenSearch.builder().owner(ALICE))).containsExactly(group.id(), other.id());
        assertThat(found(TokenSearch.builder().packageName(PackageName.maven("com.acme.deep", "x"))))
                .containsExactly(group.id(), wide.id());
        assertThat(found(TokenSearch.builder().issuedFrom(AddressRange.parse("192.0.2.128/25"))))
                .containsExactly(group.id());
        assertThat(found(TokenSearch.builder().issuedFrom(AddressRange.parse("192.0.2.0/25"))))
                .isEmpty();
        assertThat(found(TokenSearch.builder().issuedFrom(AddressRange.parse("::/0"))))
                .containsExactly(wide.id());
        assertThat(found(TokenSearch.builder().owner(ALICE).issuedFrom(AddressRange.parse("2001:db8::/32"))))
                .isEmpty();
    }

    @Test
    void tokens_are_found_by_the_managing_token_that_issued_them() {
        ApiToken manager = aliceToken().build();
        ApiToken issued = token(ALICE, NOON.plus(HOUR))
                .issuedBy(manager.id(), NOON.minus(HOUR))
                .build();
        insert(manager, 1);
        insert(issued, 2);
        insert(token(ALICE, NOON.plus(HOUR)).issuedBy(id(), NOON).build(), 3);
        assertThat(found(TokenSearch.builder().issuedBy(manager.id()))).containsExactly(issued.id());
        assertThat(find(issued.id())).satisfies(found -> assertSame(found, issued));
    }

    @Test
    void a_search_goes_on_behind_a_token_even_when_that_is_gone() {
        List<String> all = new ArrayList<>();
        List<ApiToken> tokens = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // Three of one moment, which only their ids put in order.
            tokens.add(token(ALICE, NOON.plusMillis(i / 3)).build());
            insert(tokens.get(i), i);
        }
        TokenSearch.Builder search = TokenSearch.builder().owner(ALICE);
        List<ApiToken> page = inStore(store -> store.search(search.build(), null, 2));
        while (!page.isEmpty()) {
            all.addAll(ids(page));
            search.after(page.get(page.size() - 1));
            page = inStore(store -> store.search(search.build(), null, 2));
        }
        assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids(tokens));
        assertThat(found(TokenSearch.builder().owner(ALICE).after(aliceToken().build())))
                .contains(all.get(4));
        assertThat(found(TokenSearch.builder()
                        .owner(ALICE)
                        .after(token(ALICE, NOON.plusMillis(2)).build())))
                .isEmpty();
    }

    @Test
    void a_search_for_live_tokens_leaves_out_the_ended_and_takes_no_more_than_asked() {
        insert(token(ALICE, NOON).revokedAt(NOON).build(), 1);
        insert(token(ALICE, NOON).expiresAt(NOON).build(), 2);
        ApiToken second =
                token(ALICE, NOON.plusMillis(2)).expiresAt(NOON.plus(HOUR)).build();
        ApiToken first = token(ALICE, NOON.plusMillis(1)).build();
        insert(second, 3);
        insert(first, 4);
        TokenSearch alice = TokenSearch.builder().owner(ALICE).build();
        assertThat(ids(inStore(store -> store.search(alice, NOON, 9)))).containsExactly(first.id(), second.id());
        assertThat(ids(inStore(store -> store.search(alice, NOON, 1)))).containsExactly(first.id());
        assertThat(this.<List<ApiToken>>inStore(store -> store.search(alice, null, 9)))
                .hasSize(4);
    }

    @Test
    void everything_about_a_token_comes_back_as_it_was_inserted() {
        ApiToken token = aliceToken()
                .kind("ci")
                .addresses(List.of(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("2001:db8::1")))
                .notBefore(NOON)
                .restrictions(List.of(
                        caveat("packages maven:com.acme.** npm:@acme/x"), caveat("expires 2026-12-01T00:00:00Z")))
                .issuedFrom("192.0.2.1")
                .rotatedTo(id())
                .movedFrom("row-1")
                .build();
        insert(token, 1);
        assertThat(find(token.id())).satisfies(found -> assertSame(found, token));
    }

    @Test
    void a_macaroon_is_found_by_its_id_and_has_no_hash() {
        ApiToken macaroon = aliceToken().rootKeyId("k1").build();
        inStore(store -> {
            store.insert(macaroon, null);
            return 0;
        });
        Found found = this.<@Nullable Found>inStore(store -> store.findPresented(macaroon.id(), null));
        assertSame(found == null ? null : found.token(), macaroon);
        assertThat(found == null ? TokenHash.of(hash(1), null) : found.hash()).isNull();
        assertThat(this.<Map<String, ApiToken>>inStore(store -> store.findAllById(List.of(macaroon.id(), id()))))
                .containsOnlyKeys(macaroon.id());
        assertThatThrownBy(() -> insert(aliceToken().rootKeyId("k1").build(), 1))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void a_token_is_found_by_any_of_its_candidates_with_its_publisher_and_the_strictest_limit() {
        ApiToken token = aliceToken().build();
        TokenHash keyed = TokenHash.of(hash(7), "k1");
        inStore(store -> {
            store.insert(token, keyed);
            return 0;
        });
        inStore(store -> {
            store.limitLifetime(PackagePattern.parse("npm:@acme/*"), Duration.ofDays(3), ALICE, NOON);
            store.limitLifetime(PackagePattern.parse("npm:@acme/widget"), Duration.ofDays(9), ALICE, NOON);
            store.limitLifetime(PackagePattern.parse("npm:@acme/widget"), Duration.ofDays(2), ALICE, NOON);
            store.limitLifetime(PackagePattern.parse("npm:other"), Duration.ofDays(1), ALICE, NOON);
            return 0;
        });
        List<TokenHash> candidates = List.of(TokenHash.of(hash(8), "k2"), keyed, TokenHash.of(hash(9), null));
        Found found = this.<@Nullable Found>inStore(store -> store.findPresented(candidates, WIDGET));
        assertThat(found).isNotNull();
        assertThat(found == null ? null : found.hash()).isEqualTo(keyed);
        assertThat(found == null ? null : found.publisher()).isNull();
        assertThat(found == null ? null : found.longestLifetime()).isEqualTo(Duration.ofDays(2));
        assertThat(did(store -> store.allowAnyLifetime(PackagePattern.parse("npm:@acme/widget"))))
                .isTrue();
        assertThat(did(store -> store.allowAnyLifetime(PackagePattern.parse("npm:@acme/widget"))))
                .isFalse();
        found = this.<@Nullable Found>inStore(store -> store.findPresented(candidates, WIDGET));
        assertThat(found == null ? null : found.longestLifetime()).isEqualTo(Duration.ofDays(3));
        found = this.<@Nullable Found>inStore(store -> store.findPresented(candidates, null));
        assertThat(found == null ? Duration.ZERO : found.longestLifetime()).isNull();
        assertThat(this.<Map<TokenHash, ApiToken>>inStore(store -> store.findAll(candidates)))
                .containsOnlyKeys(keyed);
    }

    @Test
    void a_token_moves_to_another_hash_when_it_is_used_and_only_while_it_is_live() {
        ApiToken token = aliceToken().lastUsedAt(NOON).build();
        ApiToken revoked = aliceToken().revokedAt(NOON).build();
        insert(token, 1);
        insert(revoked, 2);
        TokenHash moved = TokenHash.of(hash(3), "k1");
        assertThat(did(store -> store.recordUse(token.id(), NOON.plusSeconds(1), NOON.minus(HOUR), moved)))
                .isTrue();
        assertThat(did(store -> store.recordUse(revoked.id(), NOON, NOON, TokenHash.of(hash(4), "k1"))))
                .isFalse();
        assertThat(findByHash(1)).isNull();
        assertThat(this.<Map<TokenHash, ApiToken>>inStore(store -> store.findAll(List.of(moved))))
                .containsOnlyKeys(moved);
        assertThat(lastUsed(token)).isEqualTo(NOON.plusSeconds(1));
        assertThat(findByHash(2)).isNotNull();
    }

    @Test
    void only_live_tokens_of_one_kind_and_account_are_counted() {
        insert(aliceToken().build(), 1);
        insert(aliceToken().kind("ci").build(), 2);
        insert(aliceToken().kind("ci").revokedAt(NOON).build(), 3);
        insert(aliceToken().expiresAt(NOON).build(), 4);
        insert(token(Subject.user("bob"), NOON).build(), 5);
        assertThat(this.<Integer>inStore(store -> store.holdAndCount(ALICE, null, NOON)))
                .isEqualTo(1);
        assertThat(this.<Integer>inStore(store -> store.holdAndCount(ALICE, "ci", NOON)))
                .isEqualTo(1);
        assertThat(this.<Integer>inStore(store -> store.holdAndCount(ALICE, "cli", NOON)))
                .isZero();
    }

    @Test
    void of_many_who_count_and_insert_at_once_each_sees_what_the_others_inserted() {
        List<Integer> counted = Race.of(
                8,
                runner -> inStore(store -> {
                    int count = store.holdAndCount(ALICE, null, NOON);
                    store.insert(aliceToken().build(), TokenHash.of(hash(runner), null));
                    return count;
                }));
        assertThat(counted).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void restrictions_add_up_and_bring_the_end_nearer_but_never_farther() {
        ApiToken token = aliceToken().expiresAt(NOON.plus(HOUR)).build();
        insert(token, 1);
        Restriction sooner = Restriction.builder()
                .expiresAt(NOON.plusSeconds(60))
                .version("1.0")
                .build();
        Restriction later = Restriction.builder().expiresAt(NOON.plus(HOUR)).build();
        assertThat(narrow(token, sooner)).isTrue();
        assertThat(narrow(token, later)).isTrue();
        ApiToken found = find(token.id());
        assertThat(found == null ? null : found.expiresAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(
                        found == null
                                ? List.of()
                                : found.restrictions().stream()
                                        .flatMap(one -> one.caveats().stream())
                                        .toList())
                .isEqualTo(List.of("expires " + NOON.plusSeconds(60), "version 1.0", "expires " + NOON.plus(HOUR)));
    }

    @Test
    void nothing_narrows_a_token_that_ended_or_has_restrictions_enough() {
        ApiToken revoked = aliceToken().revokedAt(NOON).build();
        ApiToken expired = aliceToken().expiresAt(NOON).build();
        ApiToken full = aliceToken().build();
        insert(revoked, 1);
        insert(expired, 2);
        insert(full, 3);
        Restriction version = Restriction.builder().version("1".repeat(100)).build();
        assertThat(narrow(revoked, version)).isFalse();
        assertThat(narrow(expired, version)).isFalse();
        assertThat(narrow(full, version)).isTrue();
        assertThat(narrow(full, version)).isFalse();
    }

    private boolean narrow(ApiToken token, Restriction restriction) {
        return did(store -> store.narrow(token.id(), restriction, 200, NOON));
    }

    @Test
    void of_many_who_rotate_a_token_at_once_one_does() {
        ApiToken token = aliceToken().expiresAt(NOON.plus(HOUR)).build();
        insert(token, 1);
        List<Boolean> rotated = Race.of(
                8, runner -> did(store -> store.rotate(token.id(), "successor-" + runner, NOON.plusSeconds(60), NOON)));
        assertThat(Collections.frequency(rotated, true)).isEqualTo(1);
        ApiToken found = find(token.id());
        assertThat(found == null ? null : found.rotatedTo()).isEqualTo("successor-" + rotated.indexOf(true));
        assertThat(found == null ? null : found.expiresAt()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void a_rotation_never_lengthens_a_life_and_an_ended_token_is_not_rotated() {
        ApiToken brief = aliceToken().expiresAt(NOON.plusSeconds(1)).build();
        ApiToken expired = aliceToken().expiresAt(NOON).build();
        ApiToken revoked = aliceToken().revokedAt(NOON).build();
        insert(brief, 1);
        insert(expired, 2);
        insert(revoked, 3);
        assertThat(did(store -> store.rotate(brief.id(), id(), NOON.plus(HOUR), NOON)))
                .isTrue();
        assertThat(did(store -> store.rotate(expired.id(), id(), NOON.plus(HOUR), NOON)))
                .isFalse();
        assertThat(did(store -> store.rotate(revoked.id(), id(), NOON.plus(HOUR), NOON)))
                .isFalse();
        ApiToken found = find(brief.id());
        assertThat(found == null ? null : found.expiresAt()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void only_tokens_that_end_soon_and_lived_long_are_reminded_of_once() {
        Instant soon = NOON.plus(HOUR);
        ApiToken due = aliceToken().expiresAt(soon).build();
        insert(due, 1);
        insert(aliceToken().expiresAt(soon.plusMillis(1)).build(), 2);
        insert(aliceToken().expiresAt(NOON).build(), 3);
        insert(aliceToken().expiresAt(soon).revokedAt(NOON).build(), 4);
        insert(aliceToken().expiresAt(soon).rotatedTo(id()).build(), 5);
        insert(token(ALICE, NOON.plusMillis(1)).expiresAt(soon).build(), 6);
        insert(
                workloadToken("https://issuer.example", "123", NOON).toBuilder()
                        .expiresAt(soon)
                        .build(),
                7);
        assertThat(ids(inStore(store -> store.unreminded(NOON, soon, HOUR, 9)))).containsExactly(due.id());
        List<Boolean> marked = Race.of(8, runner -> did(store -> store.remind(due.id())));
        assertThat(Collections.frequency(marked, true)).isEqualTo(1);
        assertThat(this.<List<ApiToken>>inStore(store -> store.unreminded(NOON, soon, HOUR, 9)))
                .isEmpty();
    }

    private static Restriction caveat(String line) {
        return Restriction.ofCaveat(line).orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private List<String> found(TokenSearch.Builder search) {
        return ids(inStore(store -> store.search(search.build(), null, 100)));
    }

    private static List<String> ids(List<ApiToken> tokens) {
        return tokens.stream().map(ApiToken::id).toList();
    }

    @Test
    void what_is_rolled_back_did_not_happen() {
        ApiToken kept = aliceToken().build();
        ApiToken lost = aliceToken().build();
        insert(kept, 1);
        Rollback.of(unitOfWork(), stores -> {
            tokens(stores).insert(lost, TokenHash.of(hash(2), null));
            tokens(stores).revoke(kept.id(), NOON);
            tokens(stores).recordUse(kept.id(), NOON, NOON, null);
        });
        assertThat(findByHash(2)).isNull();
        assertThat(find(kept.id())).satisfies(found -> assertSame(found, kept));
        insert(lost, 2);
    }

    @Test
    void only_tokens_that_ended_before_are_purged_and_no_more_than_asked() {
        ApiToken endless = aliceToken().build();
        ApiToken edge = aliceToken().expiresAt(NOON).build();
        insert(endless, 1);
        insert(edge, 2);
        insert(aliceToken().expiresAt(NOON.minusMillis(1)).build(), 3);
        insert(aliceToken().revokedAt(NOON.minusMillis(1)).build(), 4);
        insert(
                aliceToken()
                        .expiresAt(NOON.plus(HOUR))
                        .revokedAt(NOON.minus(HOUR))
                        .build(),
                5);
        assertThat(purge(2)).isEqualTo(2);
        assertThat(purge(2)).isEqualTo(1);
        assertThat(purge(2)).isZero();
        assertThat(find(endless.id())).isNotNull();
        assertThat(find(edge.id())).isNotNull();
    }

    @Test
    void of_many_who_insert_a_moved_token_at_once_one_does_and_all_find_it() {
        ApiToken moved = aliceToken().movedFrom("row-1").build();
        List<Boolean> inserted = Race.of(8, runner -> insertedIfAbsent(moved, 1));
        assertThat(Collections.frequency(inserted, true)).isEqualTo(1);
        assertThat(findByHash(1)).satisfies(found -> assertSame(found, moved));
        assertThat(insertedIfAbsent(moved, 2)).as("the id is taken").isFalse();
        assertThat(insertedIfAbsent(aliceToken().build(), 1))
                .as("the hash is taken")
                .isFalse();
        assertThat(findByHash(2)).isNull();
        assertThat(this.<List<ApiToken>>inStore(store -> store.ofOwner(ALICE))).hasSize(1);
    }

    @Test
    void after_a_lost_insert_the_unit_of_work_goes_on() {
        ApiToken moved = aliceToken().movedFrom("row-1").build();
        insert(moved, 1);
        assertThat(did(store ->
                        !store.insertIfAbsent(moved, TokenHash.of(hash(2), null)) && store.finishMove(moved.id())))
                .isTrue();
        assertThat(find(moved.id()))
                .satisfies(found ->
                        assertThat(found == null ? "" : found.movedFrom()).isNull());
    }

    @Test
    void a_move_is_finished_once_and_only_then_the_ended_token_is_purged() {
        ApiToken revoked =
                aliceToken().movedFrom("row-1").revokedAt(NOON.minusMillis(1)).build();
        ApiToken expired =
                aliceToken().movedFrom("row-2").expiresAt(NOON.minusMillis(1)).build();
        insert(revoked, 1);
        insert(expired, 2);
        insert(aliceToken().movedFrom("row-3").expiresAt(NOON).build(), 3);
        insert(aliceToken().movedFrom("row-4").build(), 4);
        assertThat(purge(9)).isZero();
        assertThat(ids(inStore(store -> store.unfinishedMoves(NOON, 9))))
                .containsExactlyInAnyOrder(revoked.id(), expired.id());
        assertThat(this.<List<ApiToken>>inStore(store -> store.unfinishedMoves(NOON, 1)))
                .hasSize(1);
        assertThat(did(store -> store.finishMove(revoked.id()))).isTrue();
        assertThat(did(store -> store.finishMove(revoked.id()))).isFalse();
        assertThat(did(store -> store.finishMove(id()))).isFalse();
        assertThat(ids(inStore(store -> store.unfinishedMoves(NOON, 9)))).containsExactly(expired.id());
        assertThat(purge(9)).isEqualTo(1);
        assertThat(find(revoked.id())).isNull();
        assertThat(find(expired.id())).isNotNull();
    }

    private boolean insertedIfAbsent(ApiToken token, int hash) {
        return did(store -> store.insertIfAbsent(token, TokenHash.of(hash(hash), null)));
    }

    private void insert(ApiToken token, int hash) {
        inStore(store -> {
            store.insert(token, TokenHash.of(hash(hash), null));
            return 0;
        });
    }

    private @Nullable ApiToken find(String id) {
        return this.<@Nullable ApiToken>inStore(store -> store.find(id));
    }

    private @Nullable ApiToken findByHash(int hash) {
        TokenHash plain = TokenHash.of(hash(hash), null);
        return this.<@Nullable ApiToken>inStore(
                store -> store.findAll(List.of(plain)).get(plain));
    }

    private boolean recordUse(ApiToken token, Instant now, Instant ifBefore) {
        return inStore(store -> store.recordUse(token.id(), now, ifBefore, null));
    }

    private boolean open(ApiToken token, Release release) {
        return inStore(store -> store.openRelease(token.id(), release, NOON));
    }

    private static ApiToken workloadToken(String issuer, String repositoryId, Instant createdAt) {
        return ApiToken.builder(id(), "job", createdAt)
                .workload(
                        id(),
                        WorkloadIdentity.builder(issuer)
                                .sourceRepository("https://github.com/acme/widget")
                                .sourceRepositoryId(repositoryId)
                                .build())
                .scope(Set.of(Action.PUBLISH_VERSION), List.of(PackagePattern.parse("npm:@acme/widget")))
                .build();
    }

    private boolean revoke(String id, Instant now) {
        return inStore(store -> store.revoke(id, now));
    }

    private int purge(int limit) {
        return inStore(store -> store.purge(NOON, limit));
    }

    private @Nullable Instant lastUsed(ApiToken token) {
        ApiToken found = find(token.id());
        assertThat(found).isNotNull();
        return found == null ? null : found.lastUsedAt();
    }

    private static @Nullable Instant revokedAt(@Nullable ApiToken token) {
        return token == null ? null : token.revokedAt();
    }

    private boolean did(Predicate<TokenStore> use) {
        return inStore(use::test);
    }

    private <T extends @Nullable Object> T inStore(Function<TokenStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(tokens(stores)));
    }

    private static ApiToken.Builder aliceToken() {
        return token(ALICE, NOON);
    }

    private static ApiToken.Builder token(Subject owner, Instant createdAt) {
        return ApiToken.builder(id(), "laptop", createdAt)
                .owner(owner)
                .scope(Set.of(Action.PUBLISH_VERSION, Action.READ), List.of(PackagePattern.parse("maven:com.acme.**")));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static byte[] hash(int number) {
        return ByteBuffer.allocate(32).putInt(28, number).array();
    }

    private static void assertSame(@Nullable ApiToken found, ApiToken expected) {
        assertThat(found).isNotNull().usingRecursiveComparison().isEqualTo(expected);
    }
}
