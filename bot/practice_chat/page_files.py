"""Serves the files of the page, with a policy that lets it load nothing from anywhere else."""

from importlib.resources import files

from aiohttp import web

_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png",
    "webp": "image/webp", "ico": "image/x-icon", "json": "application/json", "woff2": "font/woff2",
    "webmanifest": "application/manifest+json", "txt": "text/plain",
}  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def _serve(name: str) -> web.Response:
    extension = name.rsplit(".", 1)[-1]
    file = files("bot.practice_chat") / "page" / name
    if extension not in _TYPES or "/" in name or "\\" in name or not file.is_file():
        return web.json_response({"error": "There is no such page."}, status=404)
    text = extension in ("html", "css", "js", "txt")
    return web.Response(
        body=file.read_bytes(), content_type=_TYPES[extension], charset="utf-8" if text else None, headers=_HEADERS
    )


async def _index(request: web.Request) -> web.StreamResponse:
    return _serve("index.html")


async def _page_file(request: web.Request) -> web.StreamResponse:
    return _serve(request.match_info["file"])


def add_page_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/", _index)
    router.add_get("/page/{file}", _page_file)
