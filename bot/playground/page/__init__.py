"""The local Slack in a browser: whoever opens the page is any of its people, and sees what they see.

    page = Page(playground)             # a foreign app's: people, conversations, modals, Home tabs
    page = Page(playground, guide)      # and what only the app's makers know: see `guide`
    address = await page.start()        # http://127.0.0.1:...
    await page.stop()

Nothing here knows which app is connected. The page is rendered here and refreshed piece by piece; the script
in `static` only fetches pieces and sends what people do.

Inside: `page` (started and stopped), `looks` (what people see), `acts` and `forms` (what people do), `guided`
(what the guide lets them do), `changes` (the stream), `guard` (who may ask), `places` (the address), `reads`
(the playground as one person sees it), `show` and `templates` (state as markup), `static` (script, styles).
"""
