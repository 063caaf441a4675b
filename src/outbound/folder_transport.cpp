#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/outbound/mail.hpp>

namespace tessera::outbound {

namespace {

[[noreturn]] void give_up(const std::string& what) {
  throw Unavailable("mail folder", what + ": " + std::strerror(errno));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) give_up(path.string());
  while (!text.empty()) {
    const auto n = write(fd, text.data(), text.size());
    if (n < 0) {
      close(fd);
      give_up(path.string());
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  close(fd);
}

// Only `tessera dev` uses it: a small file at a time is written on the io thread.
class FolderTransport final : public MailTransport {
 public:
  FolderTransport(std::filesystem::path folder, std::string from, const Clock& clock)
      : folder_(std::move(folder)), from_(std::move(from)), clock_(clock) {}

  Task<Result<void>> send(Mail mail) override {
    if (!is_mail_address(mail.to)) co_return fail(Errc::invalid, "mail.address", "Not an address.");
    const auto now = clock_.now();
    const auto name = std::to_string(to_unix(now)) + "_" + to_string(mail.id);
    const auto hidden = folder_ / ("." + name);
    // appears complete or not at all
    write_file(hidden, render_eml(mail, from_, now));
    std::filesystem::rename(hidden, folder_ / (name + ".eml"));
    co_return Result<void>{};
  }

 private:
  std::filesystem::path folder_;
  std::string from_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<MailTransport> make_folder_transport(std::filesystem::path folder, std::string from,
                                                     const Clock& clock) {
  return std::make_unique<FolderTransport>(std::move(folder), std::move(from), clock);
}

}  // namespace tessera::outbound
