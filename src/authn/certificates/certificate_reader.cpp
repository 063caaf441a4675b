#include <algorithm>

#include <tessera/authn/certificates.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::authn {
namespace {

using Word = Standing::Word;

void count(std::string_view result) {
  runtime::counter("tessera_certificate_readings_total", "Certificates of people that were read.",
                   {{"result", std::string(result)}})
      .add();
}

std::string label_of(const crypto::X509Facts& facts) {
  static const auto common_name = crypto::name_attribute_type("CN");
  for (const auto& each : facts.subject) {
    if (each.type == common_name) return each.value;
  }
  return {};
}

CertificateReading refused(std::string id, const std::string& detail, TimePoint now) {
  runtime::log(runtime::Level::info, "certificate.refused", {{"reason", id}, {"detail", detail}});
  return {.error = std::move(id), .read = now};
}

struct Candidate {
  const CertificateRealm* realm = nullptr;
  crypto::CertificatePath path;
  Error error{Errc::forbidden, "certificate.untrusted", {}, {}, {}, 0};
};

// The first realm to whose anchors it leads; else the refusal that says the most.
Candidate choose(const std::vector<CertificateRealm>& realms, const PeerCertificate& shown,
                 TimePoint now) {
  Candidate out;
  for (const auto& realm : realms) {
    auto path = realm.anchors.validate(shown.der, shown.chain, realm.rules, now);
    if (path) return {.realm = &realm, .path = std::move(*path)};
    if (path.error().id != "certificate.untrusted") out.error = path.error();
  }
  return out;
}

}  // namespace

const CertificateRealm* CertificateReader::find(std::string_view name) const {
  const auto found = std::ranges::find(realms_, name, &CertificateRealm::name);
  return found == realms_.end() ? nullptr : &*found;
}

Task<CertificateReading> CertificateReader::read(PeerCertificateRef shown, TimePoint now) {
  auto reading = co_await read_valid(std::move(shown), now);
  count(!reading.error.empty() ? reading.error : reading.unchecked ? "unchecked" : "good");
  co_return reading;
}

Task<CertificateReading> CertificateReader::read_valid(PeerCertificateRef shown, TimePoint now) {
  if (!shown) co_return refused("certificate.none", {}, now);
  if (shown->resumed) co_return refused("certificate.not_shown_now", {}, now);
  const auto facts = crypto::read_x509(shown->der);
  if (!facts) co_return refused(facts.error().id, facts.error().detail, now);
  const auto chosen = choose(realms_, *shown, now);
  if (chosen.realm == nullptr) co_return refused(chosen.error.id, chosen.error.detail, now);
  const auto& realm = *chosen.realm;
  const auto standing = co_await revocation_.check(chosen.path, realm.revocation, now);
  if (standing.word == Word::revoked) co_return refused("certificate.revoked", realm.name, now);
  const bool unknown = standing.word == Word::unknown;
  if (unknown && !realm.revocation.soft)
    co_return refused("certificate.revocation_unknown", realm.name, now);
  if (unknown || standing.stale) {
    runtime::log(runtime::Level::warn, "certificate.not_checked",
                 {{"realm", realm.name}, {"stale", standing.stale ? "true" : "false"}});
  }
  auto identifier = realm.identifier.render(*facts);
  if (!identifier) co_return refused(identifier.error().id, realm.name, now);
  co_return CertificateReading{.realm = realm.name,
                               .identifier = std::move(*identifier),
                               .label = label_of(*facts),
                               .hardware = realm.hardware,
                               .unchecked = unknown,
                               .not_after = facts->not_after,
                               .read = now};
}

bool serves(const CertificateRealm& realm, const people::Person& person, TimePoint now) {
  const bool in_office = person.affiliation && person.affiliation->in_force(now);
  return (realm.staff && in_office) || (realm.citizens && person.citizen);
}

}  // namespace tessera::authn
