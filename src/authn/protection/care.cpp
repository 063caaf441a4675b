#include "authn/protection/care.hpp"

#include <algorithm>

#include <tessera/codec/plain_text.hpp>

#include "authn/methods/new_authenticator.hpp"

namespace tessera::authn {
namespace {

using State = AuthenticatorState;

const Authenticator* find(const std::vector<Authenticator>& all, const Uuid& id) {
  const auto found = std::ranges::find(all, id, &Authenticator::id);
  return found == all.end() ? nullptr : &*found;
}

std::unexpected<Error> unknown() {
  return fail(Errc::not_found, "authenticator.unknown");
}

int count_active(const std::vector<Authenticator>& all) {
  return static_cast<int>(std::ranges::count(all, State::active, &Authenticator::state));
}

}  // namespace

Task<std::vector<Authenticator>> Care::load(Uuid person) {
  std::vector<Authenticator> all;
  for (auto& record : co_await p_.authenticators.load(person))
    all.push_back(std::move(record.authenticator));
  co_return all;
}

Task<bool> Care::change(AuthenticatorChange wanted, std::string event_type,
                        std::optional<NoticeKind> notice, std::optional<EndedAuthenticator> ended,
                        const RequestContext& context) {
  RecoveryNews news;
  news.events.push_back(
      authenticator_event(std::move(event_type), wanted.person, wanted.id, wanted.kind, context));
  if (notice) {
    news.messages = co_await p_.notices.write({.kind = *notice,
                                               .person = wanted.person,
                                               .what = wanted.label,
                                               .authenticator = wanted.id},
                                              context);
  }
  if (ended) news.messages.push_back(ended_message(*ended, p_.random));
  wanted.now = context.received;
  co_return co_await p_.store.change_authenticator(wanted, std::move(news));
}

Task<Result<void>> Care::rename(const Session& session, const Uuid& id, std::string label,
                                const RequestContext& context) {
  if (label.size() > kLongestLabel || !codec::is_plain_text(label))
    co_return fail(Errc::invalid, "label.text");
  const auto all = co_await load(session.person);
  const auto* one = find(all, id);
  if (one == nullptr) co_return unknown();
  const AuthenticatorChange wanted{.id = id,
                                   .person = session.person,
                                   .kind = one->kind,
                                   .from = one->state,
                                   .to = one->state,
                                   .label = std::move(label),
                                   .reason = one->reason,
                                   .expect_active = std::nullopt,
                                   .now = {}};
  if (!co_await change(wanted, "authenticator.renamed", std::nullopt, std::nullopt, context))
    co_return unknown();
  co_return Result<void>{};
}

Task<Result<void>> Care::report_lost(const Session& session, const Uuid& id,
                                     const RequestContext& context) {
  const auto all = co_await load(session.person);
  const auto* one = find(all, id);
  // A password that somebody else knows is changed, not put to rest.
  if (one == nullptr || one->state != State::active || one->kind == AuthenticatorKind::password)
    co_return unknown();
  const AuthenticatorChange wanted{.id = id,
                                   .person = session.person,
                                   .kind = one->kind,
                                   .from = State::active,
                                   .to = State::suspended,
                                   .label = one->label,
                                   .reason = std::string(kLost),
                                   .expect_active = std::nullopt,
                                   .now = {}};
  // Whoever found it may be the one who is here now.
  const EndedAuthenticator ended{.person = session.person,
                                 .id = id,
                                 .except = std::nullopt,
                                 .reason = "authenticator_lost",
                                 .before = context.received};
  if (!co_await change(wanted, "authenticator.suspended", NoticeKind::authenticator_suspended,
                       ended, context))
    co_return unknown();
  co_await end_proven_sessions(p_.sessions, ended, context);
  co_return Result<void>{};
}

Task<Result<void>> Care::restore(const Session& session, const Uuid& id,
                                 const RequestContext& context) {
  const auto all = co_await load(session.person);
  const auto* one = find(all, id);
  if (one == nullptr || one->state != State::suspended) co_return unknown();
  if (!may_restore(session, id)) co_return fail(Errc::forbidden, "authenticator.restore");
  const AuthenticatorChange wanted{.id = id,
                                   .person = session.person,
                                   .kind = one->kind,
                                   .from = State::suspended,
                                   .to = State::active,
                                   .label = one->label,
                                   .reason = {},
                                   .expect_active = std::nullopt,
                                   .now = {}};
  if (!co_await change(wanted, "authenticator.restored", NoticeKind::authenticator_restored,
                       std::nullopt, context))
    co_return unknown();
  co_return Result<void>{};
}

Task<Result<void>> Care::remove(const Session& session, const Uuid& id,
                                const RequestContext& context) {
  const auto all = co_await load(session.person);
  const auto* one = find(all, id);
  if (one == nullptr) co_return unknown();
  if (!may_remove(all, id, co_await setup_.recovery_set(session.person)))
    co_return fail(Errc::conflict, "authenticator.last");
  // A parallel change was judged by what there was before: it is judged again.
  const AuthenticatorChange wanted{.id = id,
                                   .person = session.person,
                                   .kind = one->kind,
                                   .from = one->state,
                                   .to = State::invalidated,
                                   .label = one->label,
                                   .reason = "removed",
                                   .expect_active = count_active(all),
                                   .now = {}};
  const EndedAuthenticator ended{.person = session.person,
                                 .id = id,
                                 .except = session.id,
                                 .reason = "authenticator_removed",
                                 .before = context.received};
  if (!co_await change(wanted, "authenticator.removed", NoticeKind::authenticator_removed, ended,
                       context))
    co_return fail(Errc::conflict, "authenticator.last");
  co_await end_proven_sessions(p_.sessions, ended, context);
  co_return Result<void>{};
}

Task<std::vector<Uuid>> Care::removable(const Uuid& person) {
  const auto all = co_await load(person);
  const auto set = co_await setup_.recovery_set(person);
  std::vector<Uuid> ids;
  for (const auto& a : all) {
    if (may_remove(all, a.id, set)) ids.push_back(a.id);
  }
  co_return ids;
}

}  // namespace tessera::authn
