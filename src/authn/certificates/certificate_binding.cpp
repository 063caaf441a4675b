#include <tessera/authn/certificates.hpp>
#include <tessera/codec/plain_text.hpp>

#include "authn/methods/new_authenticator.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kChallengeBytes = 32;
constexpr int kAtMost = 5;

// Challenges of binding open in no sign-in: a flow id is never this text.
std::string flow_of(const Uuid& session) {
  return "bind|" + to_string(session);
}

std::string desk_flow(const Uuid& session, const Uuid& person) {
  return "desk|" + to_string(session) + '|' + to_string(person);
}

}  // namespace

std::string CertificateBinding::offer(const Uuid& session, std::string_view binding,
                                      TimePoint now) {
  return seal_challenge(p_.random.bytes(kChallengeBytes), Method::certificate, flow_of(session),
                        binding, now, *p_.keys.get(), p_.random);
}

std::string CertificateBinding::offer_at_desk(const Uuid& session, const Uuid& person,
                                              std::string_view binding, TimePoint now) {
  return seal_challenge(p_.random.bytes(kChallengeBytes), Method::certificate,
                        desk_flow(session, person), binding, now, *p_.keys.get(), p_.random);
}

Result<CertificateReading> CertificateBinding::open_in(std::string_view flow,
                                                       std::string_view binding,
                                                       std::string_view challenge,
                                                       std::string_view answer, TimePoint now) {
  const auto keys = p_.keys.get();
  const auto ours = open_challenge(challenge, Method::certificate, flow, binding, now, *keys);
  auto reading = open_reading(answer, challenge, *keys, now);
  if (!ours || !reading) return fail(Errc::gone, "certificate.answer_expired");
  if (!reading->error.empty()) return fail(Errc::forbidden, reading->error);
  return *reading;
}

Result<CertificateReading> CertificateBinding::open(const Uuid& session, std::string_view binding,
                                                    std::string_view challenge,
                                                    std::string_view answer, TimePoint now) {
  return open_in(flow_of(session), binding, challenge, answer, now);
}

Result<CertificateReading> CertificateBinding::open_at_desk(const Uuid& session, const Uuid& person,
                                                            std::string_view binding,
                                                            std::string_view challenge,
                                                            std::string_view answer,
                                                            TimePoint now) {
  return open_in(desk_flow(session, person), binding, challenge, answer, now);
}

Task<Result<NewAuthenticator>> CertificateBinding::make(Uuid person, CertificateReading reading,
                                                        std::string label,
                                                        const RequestContext& context) {
  const auto who = co_await p_.people.load(person);
  const auto* realm = reader_.find(reading.realm);
  if (realm == nullptr || !who || !serves(*realm, *who, context.received))
    co_return fail(Errc::forbidden, "certificate.population");
  NewAuthenticator bound{
      .record = new_record(person, AuthenticatorKind::certificate, context.received, p_.random),
      .at_most = kAtMost};
  auto& record = bound.record;
  auto& a = record.authenticator;
  a.label = codec::shorten(std::move(label), kLongestLabel);
  // What a renewed card has too does not end with this one.
  if (realm->identifier.names_one_certificate()) a.expires = reading.not_after;
  a.characteristics = {
      {"anchor", reading.realm}, {"hardware", reading.hardware}, {"uv", reading.hardware}};
  record.lookup_key = certificate_lookup_keys(reading, *p_.keys.get()).front();
  bound.events = {bound_event(record, context)};
  bound.events.back().details["anchor"] = reading.realm;
  co_return bound;
}

Task<Result<void>> CertificateBinding::commit(NewAuthenticator bound, bool by_person,
                                              const RequestContext& context) {
  const auto& a = bound.record.authenticator;
  bound.notices = co_await p_.notices.write({.kind = NoticeKind::authenticator_added,
                                             .person = bound.record.person,
                                             .what = a.label,
                                             .authenticator = a.id,
                                             .by_person = by_person},
                                            context);
  if (!co_await p_.store.bind(bound)) co_return fail(Errc::conflict, "certificate.taken");
  co_return Result<void>{};
}

Task<Result<void>> CertificateBinding::bind(const Uuid& person, const CertificateReading& reading,
                                            std::string label, const RequestContext& context) {
  auto bound = co_await make(person, reading, std::move(label), context);
  if (!bound) co_return std::unexpected(bound.error());
  co_return co_await commit(std::move(*bound), true, context);
}

// SP 800-63B-4 4.1.2: bound where the person was seen, by whoever saw him.
Task<Result<void>> CertificateBinding::bind_at_desk(const Uuid& person,
                                                    const CertificateReading& reading,
                                                    people::ActingAs officer, std::string evidence,
                                                    const RequestContext& context) {
  if (!officer.id || *officer.id == person) co_return fail(Errc::forbidden, "recovery.self");
  auto bound = co_await make(person, reading, {}, context);
  if (!bound) co_return std::unexpected(bound.error());
  auto& event = bound->events.back();
  event.actor = officer.id;
  event.actor_kind = officer.kind;
  event.actor_role = officer.role;
  event.purpose = officer.purpose;
  event.details["evidence"] = std::move(evidence);
  co_return co_await commit(std::move(*bound), false, context);
}

}  // namespace tessera::authn
