// Which unprivileged user runs the development cluster when tessera is started as root.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include <tessera/base/error.hpp>

namespace tessera::app {

struct RunUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
};

// nullopt if this process is not root: it runs as it is. Otherwise the system user `tessera`, made
// by useradd if there is none, else the owner of `folder` if that is not root.
[[nodiscard]] Result<std::optional<RunUser>> choose_run_user(const std::filesystem::path& folder);

// Makes `folder` and gives it, with all that is in it, to the user; cluster.unreachable if the user
// cannot get there or write there. Without a user: only makes it and checks the same for ourselves.
[[nodiscard]] Result<void> give_folder(const std::filesystem::path& folder,
                                       const std::optional<RunUser>& user);

// This process becomes the user for good. Throws std::system_error.
void become(const RunUser& user);

}  // namespace tessera::app
