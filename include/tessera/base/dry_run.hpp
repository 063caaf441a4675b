// A change that was asked for as a rehearsal: every check passed and nothing was kept.
#pragma once

#include <exception>

namespace tessera {

// Thrown where the change would have been committed, instead of committing it. Services let it
// pass; whoever asked for the rehearsal (endpoints/admin) answers it.
class DryRun : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override {
    return "a dry run ends before the commit";
  }
};

}  // namespace tessera
