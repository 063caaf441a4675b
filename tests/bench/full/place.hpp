// Databases of the run's own and the configuration of the server under test: a TLS listener, and a
// plain one on loopback behind a trusted proxy.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/cluster/child.hpp"
#include "app/cluster/cluster.hpp"
#include "app/config/settings.hpp"
#include "app/dev/dev_folder.hpp"
#include "bench/full/cards.hpp"
#include "bench/full/link.hpp"
#include "bench/full/usage.hpp"

namespace tessera::bench {

class Place {
 public:
  // Empties the folder, starts PostgreSQL and Redis as `tessera dev` does, migrates. As root,
  // becomes the unprivileged user. Throws std::runtime_error.
  explicit Place(const std::string& folder);

  [[nodiscard]] const app::Settings& settings() const { return *settings_; }
  [[nodiscard]] const std::filesystem::path& config_file() const { return config_file_; }
  [[nodiscard]] std::filesystem::path log(const std::string& name) const {
    return folder_->root() / "log" / name;
  }
  [[nodiscard]] const Target& tls() const { return tls_; }
  [[nodiscard]] const Target& plain() const { return plain_; }
  // Where cards are read, and the authority of those that people hold.
  [[nodiscard]] const Target& card_reader() const { return card_reader_; }
  [[nodiscard]] CardAuthority& cards() { return *cards_; }
  [[nodiscard]] std::filesystem::path server_ca() const {
    return folder_->root() / "certs" / "ca.crt";
  }
  [[nodiscard]] const Target& management() const { return management_; }
  [[nodiscard]] Watched watched(pid_t tessera) const;
  [[nodiscard]] std::size_t redis_memory() const;
  // Of the database, for COPY and EXPLAIN.
  [[nodiscard]] std::string superuser_url() const;
  // PostgreSQL does now what filling left behind (vacuum, statistics, checkpoint), so that no row
  // pays for it.
  void settle();

 private:
  void choose_addresses();
  void make_settings();

  std::optional<app::DevFolder> folder_;
  std::unique_ptr<app::Cluster> cluster_;
  std::optional<app::Settings> settings_;
  std::filesystem::path config_file_;
  std::optional<CardAuthority> cards_;
  Target tls_, plain_, management_, card_reader_;
};

// `tessera serve` on the place.
class ServerUnderTest {
 public:
  ServerUnderTest(const std::string& binary, const Place& place);
  ~ServerUnderTest();
  ServerUnderTest(const ServerUnderTest&) = delete;
  ServerUnderTest& operator=(const ServerUnderTest&) = delete;

  [[nodiscard]] pid_t pid() const { return child_.pid(); }
  [[nodiscard]] double start_ms() const { return start_ms_; }  // from exec to ready

 private:
  app::Child child_;
  double start_ms_ = 0;
};

// One GET on a connection of its own, from a plain thread; status 0 if nobody answers.
[[nodiscard]] Answer fetch(const Target& target, std::string_view path);

}  // namespace tessera::bench
