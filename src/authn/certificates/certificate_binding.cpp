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

}  // namespace

std::string CertificateBinding::offer(const Uuid& session, std::string_view binding,
                                      TimePoint now) {
  return seal_challenge(p_.random.bytes(kChallengeBytes), Method::certificate, flow_of(session),
                        binding, now, *p_.keys.get(), p_.random);
}

Result<CertificateReading> CertificateBinding::open(const Uuid& session, std::string_view binding,
                                                    std::string_view challenge,
                                                    std::string_view answer, TimePoint now) {
  const auto keys = p_.keys.get();
  const auto ours =
      open_challenge(challenge, Method::certificate, flow_of(session), binding, now, *keys);
  auto reading = open_reading(answer, challenge, *keys, now);
  if (!ours || !reading) return fail(Errc::gone, "certificate.answer_expired");
  if (!reading->error.empty()) return fail(Errc::forbidden, reading->error);
  return *reading;
}

Task<Result<void>> CertificateBinding::bind(const Uuid& person, const CertificateReading& reading,
                                            std::string label, const RequestContext& context) {
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
  bound.notices = co_await p_.notices.write({.kind = NoticeKind::authenticator_added,
                                             .person = person,
                                             .what = a.label,
                                             .authenticator = a.id},
                                            context);
  if (!co_await p_.store.bind(bound)) co_return fail(Errc::conflict, "certificate.taken");
  co_return Result<void>{};
}

}  // namespace tessera::authn
