#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include <tessera/codec/url.hpp>
#include <tessera/crypto/certificate.hpp>

#include "app/doctor/checks.hpp"
#include "app/node/check_settings.hpp"
#include "app/node/client_revocation_room.hpp"

namespace tessera::app {
namespace {

using Level = Finding::Level;
constexpr auto kRenewWithin = days(21);

Finding private_file(const std::string& key, const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    return {Level::fault,
            key + ": " + path + " does not exist or its folder is closed to this user",
            "create the file, or correct " + key};
  }
  if ((info.st_mode & 0077) != 0) {
    return {Level::fault, key + ": " + path + " can be read by others than its owner",
            "chmod 0600 " + path};
  }
  if (access(path.c_str(), R_OK) != 0) {
    return {Level::fault, key + ": " + path + " cannot be read by this user",
            "chown it to the user that runs tessera"};
  }
  return {Level::fine, key + ": " + path + " is private", ""};
}

Finding appendable(const std::string& key, const std::string& path) {
  const bool there = access(path.c_str(), F_OK) == 0;
  const auto folder = std::filesystem::path(path).parent_path();
  const bool can = there ? access(path.c_str(), W_OK) == 0 : access(folder.c_str(), W_OK) == 0;
  if (can) return {Level::fine, key + ": " + path + " can be written", ""};
  return {Level::fault, key + ": " + path + " cannot be written by this user",
          "make its folder, owned by the user that runs tessera, or correct " + key};
}

Finding certificate_of(const ListenerSetting& listener, const std::string& host, TimePoint now) {
  const std::string name = "listener " + listener.name + ": ";
  const auto facts =
      crypto::read_certificate_facts(listener.certificate_file, listener.private_key_file);
  if (!facts)
    return {Level::fault, name + facts.error().text,
            "install a certificate chain and its key in PEM form"};
  if (!facts->matches_key) {
    return {Level::fault, name + "certificate and private key do not belong together",
            "check certificate_file and private_key_file; the leaf certificate must come first"};
  }
  if (facts->not_after <= now)
    return {Level::fault, name + "the certificate has expired",
            "renew it, then systemctl reload tessera"};
  if (!crypto::certificate_names_host(listener.certificate_file, host)) {
    return {
        Level::warning, name + "the certificate does not name " + host,
        "get one for the host of server.public_url, unless a proxy ends TLS before this listener"};
  }
  if (facts->not_after - now < kRenewWithin) {
    return {Level::warning, name + "the certificate expires within three weeks",
            "renew it, then systemctl reload tessera"};
  }
  return {Level::fine, name + "certificate is valid for " + host, ""};
}

}  // namespace

Findings check_configuration(const Settings& settings) {
  Findings findings;
  for (const auto& problem : check_settings(settings)) {
    findings.push_back(
        {Level::fault, problem, "correct this key; tessera config schema describes each"});
  }
  if (findings.empty()) {
    findings.push_back(
        {Level::fine,
         "the configuration is valid; server.public_url is " + settings.text("server.public_url"),
         ""});
  }
  return findings;
}

Findings check_certificates(const Settings& settings, TimePoint now) {
  Findings findings;
  for (const auto& listener : settings.listeners()) {
    const auto url = codec::parse_url(
        listener.public_url.empty() ? settings.text("server.public_url") : listener.public_url);
    if (listener.tls) findings.push_back(certificate_of(listener, url ? url->host : "", now));
  }
  return findings;
}

Findings check_permissions(const Settings& settings) {
  Findings findings{private_file("keys.master_key_file", settings.text("keys.master_key_file"))};
  for (const auto& listener : settings.listeners()) {
    if (listener.tls)
      findings.push_back(private_file("listener " + listener.name, listener.private_key_file));
  }
  const auto& heads = settings.text("audit.head_file");
  if (!heads.empty()) findings.push_back(appendable("audit.head_file", heads));
  return findings;
}

Findings check_mail(const Settings& settings) {
  if (settings.text("mail.transport") == "folder") {
    return {{Level::warning, "mail goes to a folder",
             "set mail.transport = \"smtp\" and mail.smtp_url"}};
  }
  if (settings.text("mail.smtp_url").empty() || settings.text("mail.from").empty()) {
    return {{Level::fault, "no mail can be sent", "set mail.smtp_url and mail.from"}};
  }
  return {{Level::fine, "mail goes through " + settings.text("mail.smtp_url"), ""}};
}

Findings check_registration_settings(const Settings& settings) {
  if (settings.boolean("registration.open")) {
    return {{Level::fault, "ANYBODY MAY REGISTER CLIENTS, and they may ask people for everything",
             "set registration.open = false: it is for test systems without real people"}};
  }
  return {{Level::fine, "clients register themselves only with a token", ""}};
}

Findings check_client_certificates(const Settings& settings) {
  if (client_authority_files(settings).empty()) return {};
  if (!asks_about_clients(settings)) {
    return {{Level::warning, "nobody is asked whether certificates of clients were taken back",
             "set oauth.client_crls, oauth.client_ocsp or oauth.client_revocation_hosts"}};
  }
  const bool soft = settings.text("oauth.client_revocation") == "soft";
  if (soft) {
    return {{Level::warning, "clients are let in when nobody can say if their certificates count",
             "set oauth.client_revocation = \"hard\""}};
  }
  return {{Level::fine, "certificates of clients are asked about", ""}};
}

}  // namespace tessera::app
