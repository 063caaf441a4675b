#include "app/node/passkey_options.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>

namespace tessera::app {
namespace {

namespace webauthn = authn::webauthn;
using webauthn::AttestationWish;

[[noreturn]] void refuse(const std::string& setting, const std::string& why) {
  throw std::runtime_error("passkeys." + setting + ": " + why);
}

std::string read_file(const std::string& setting, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(setting, "cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<crypto::AttestationCertificate> read_roots(const std::string& setting,
                                                       const std::string& path) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  std::vector<crypto::AttestationCertificate> roots;
  const auto text = read_file(setting, path);
  for (auto at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at)) {
    at += kBegin.size();
    const auto end = text.find(kEnd, at);
    auto base64 = text.substr(at, end == std::string::npos ? 0 : end - at);
    std::erase_if(base64, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    const auto der = codec::from_base64(base64);
    auto root = der ? crypto::AttestationCertificate::from_der(*der)
                    : fail(Errc::invalid, "certificate.malformed");
    if (!root) refuse(setting, path + " holds something that is no certificate");
    roots.push_back(std::move(*root));
  }
  if (roots.empty()) refuse(setting, path + " holds no certificate");
  return roots;
}

AttestationWish wish_of(const Settings& settings, const std::string& setting) {
  const auto word = settings.text("passkeys." + setting);
  if (word == "none") return AttestationWish::none;
  if (word == "preferred") return AttestationWish::preferred;
  if (word == "required") return AttestationWish::required;
  refuse(setting, "none, preferred or required");
}

std::vector<Uuid> models_of(const Settings& settings, const std::string& setting) {
  std::vector<Uuid> models;
  for (const auto& word : settings.texts("passkeys." + setting)) {
    const auto aaguid = parse_uuid(word);
    if (!aaguid) refuse(setting, word + " is no AAGUID");
    models.push_back(*aaguid);
  }
  return models;
}

webauthn::TrustRoots roots_of(const Settings& settings, TimePoint now) {
  webauthn::TrustRoots roots;
  const auto others = settings.text("passkeys.roots_file");
  if (!others.empty()) roots.others = read_roots("roots_file", others);
  roots.metadata = load_metadata(settings, now);
  return roots;
}

}  // namespace

std::shared_ptr<const webauthn::Metadata> load_metadata(const Settings& settings, TimePoint now) {
  const auto file = settings.text("passkeys.metadata_file");
  if (file.empty()) return nullptr;
  const auto root_file = settings.text("passkeys.metadata_root_file");
  if (root_file.empty()) refuse("metadata_root_file", "must be set beside metadata_file");
  auto metadata =
      webauthn::read_metadata(read_file("metadata_file", file),
                              {.root = read_roots("metadata_root_file", root_file).front(),
                               .signer = settings.text("passkeys.metadata_signer")},
                              now);
  if (!metadata) refuse("metadata_file", file + ": " + metadata.error().id);
  return std::make_shared<const webauthn::Metadata>(std::move(*metadata));
}

webauthn::RelyingParty make_relying_party(const Settings& settings) {
  const auto url = codec::parse_url(settings.text("server.public_url"));
  if (!url) throw std::runtime_error("server.public_url: not a URL");
  return {.id = url->host, .origins = {codec::origin_of(*url)}};
}

authn::PasskeyOptions make_passkey_options(const Settings& settings, TimePoint now) {
  authn::PasskeyOptions options;
  options.party = make_relying_party(settings);
  options.citizens.attestation = wish_of(settings, "citizen_attestation");
  options.staff = {.attestation = wish_of(settings, "staff_attestation"),
                   .allowed_aaguids = models_of(settings, "staff_models"),
                   .allow_backup_eligible = settings.boolean("passkeys.staff_synced")};
  options.roots = roots_of(settings, now);
  options.refuse_clones = settings.boolean("passkeys.refuse_clones");
  return options;
}

}  // namespace tessera::app
