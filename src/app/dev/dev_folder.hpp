// The data folder of `tessera dev`: whose it is, certificates, master key. Everything in it is
// private to the user that runs; demo.json and the certificates' keys are mode 0600.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>

namespace tessera::app {

class DevFolder {
 public:
  // Makes the folder. As root, gives it to the unprivileged user and becomes that user for good.
  // With fresh, removes what is in it. Errors: cluster.unreachable, cluster.locked, cluster.foreign
  // (a folder with other things in it).
  [[nodiscard]] static Result<DevFolder> prepare(const std::string& path, bool fresh);

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path master_key() const { return root_ / "master.key"; }
  [[nodiscard]] std::filesystem::path outbox() const { return root_ / "outbox"; }
  [[nodiscard]] std::filesystem::path demo_json() const { return root_ / "demo.json"; }
  [[nodiscard]] std::filesystem::path ca_file() const { return root_ / "certs" / "ca.crt"; }
  // Whom outbound calls trust: the development CA, and who the system trusts.
  [[nodiscard]] std::filesystem::path trusted_file() const {
    return root_ / "certs" / "trusted.crt";
  }
  [[nodiscard]] std::filesystem::path certificate() const { return root_ / "certs" / "server.crt"; }
  [[nodiscard]] std::filesystem::path private_key() const { return root_ / "certs" / "server.key"; }

  // Of the demo client that authenticates by mutual TLS.
  [[nodiscard]] std::filesystem::path client_certificate() const {
    return root_ / "certs" / "client.crt";
  }
  [[nodiscard]] std::filesystem::path client_key() const { return root_ / "certs" / "client.key"; }

  // Smart cards as files, by certs/make-dev-cards: their authority, its list, and that of the demo
  // person who has one.
  [[nodiscard]] std::filesystem::path cards() const { return root_ / "certs" / "cards"; }
  [[nodiscard]] std::filesystem::path card_file(std::string_view ending) const {
    return cards() / ("demo." + std::string(ending));
  }
  // The authority and the card stay; the list is renewed.
  void make_cards(const std::string& number, const std::string& name) const;

  // By certs/make-dev-ca. The CA stays; the certificate is renewed when the host changes or a month
  // is left. The trusted file is made anew: the system's list changes. Throws std::runtime_error.
  void make_certificates(const std::string& host) const;
  void make_master_key(Random& random) const;

 private:
  void run_make_dev_ca(const std::string& host) const;
  void run_make_dev_cards(std::vector<std::string> arguments) const;
  explicit DevFolder(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path root_;
};

}  // namespace tessera::app
