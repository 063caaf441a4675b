// A backend (PostgreSQL, Redis, a full queue) cannot serve now. http/pipeline answers 503 with
// Retry-After and leaves every cookie where it is.
#pragma once

#include <stdexcept>
#include <string>

namespace tessera {

class Unavailable : public std::runtime_error {
 public:
  // backend: "postgres", "redis", "hashing", "queue"; detail goes to the log only.
  Unavailable(std::string backend, const std::string& detail, int retry_after_seconds = 1)
      : std::runtime_error(backend + ": " + detail),
        backend_(std::move(backend)),
        retry_after_(retry_after_seconds) {}
  [[nodiscard]] const std::string& backend() const noexcept { return backend_; }
  [[nodiscard]] int retry_after_seconds() const noexcept { return retry_after_; }

 private:
  std::string backend_;
  int retry_after_;
};

}  // namespace tessera
